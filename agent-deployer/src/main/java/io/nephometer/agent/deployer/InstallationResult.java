package io.nephometer.agent.deployer;

import io.nephometer.api.Redaction;
import io.nephometer.text.PrintableText;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The result of an attempt to install a jar.
 *
 * @param bundle the running bundle; empty if the jar was refused
 * @param refused the reason why the jar was refused; empty if the jar was not refused
 * @param again the conditions under which the installation of the jar is retried
 * @param revision the revision of the bundle if the bundle could not be resolved; the revision is kept because other
 *     bundles may need the bundle's packages
 */
record InstallationResult(
        Optional<Bundle> bundle,
        Optional<StagedJar.Identity> identity,
        String refused,
        Again again,
        Optional<BundleRevision> revision) {

    /**
     * Removes secrets, line breaks and other control characters from the reason because the reason may quote the jar's
     * content.
     */
    InstallationResult {
        refused = PrintableText.of(Redaction.ofText(refused));
    }

    static InstallationResult running(Bundle bundle, StagedJar.Identity identity) {
        return new InstallationResult(Optional.of(bundle), Optional.of(identity), "", Again.CHANGED, Optional.empty());
    }

    /** The conditions under which the installation of a refused jar is retried. */
    enum Again {
        /** The installation is retried only when the jar file changes. */
        CHANGED(""),
        /** The installation is retried when the jar file changes or when other bundles are installed or removed. */
        OTHERS_CHANGED(", and when other bundles come or go"),
        /**
         * The installation is retried every few seconds because the cause is temporary, such as a full disk or a lack
         * of file descriptors.
         */
        SOON(", and every few seconds");

        private final String alsoWhen;

        Again(String alsoWhen) {
            this.alsoWhen = alsoWhen;
        }

        /** Returns the text to append to a sentence that ends with "when the file changes". */
        String alsoWhen() {
            return alsoWhen;
        }
    }
}
