package io.nephometer.agent.deployer;

import io.nephometer.api.Redaction;
import io.nephometer.text.PrintableText;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The result of installing a jar.
 *
 * @param bundle the running bundle; empty if the jar was refused
 * @param refused the reason for which the jar was refused; empty if it runs
 * @param again the conditions under which the jar is installed again
 * @param revision the revision of the bundle if it could not be resolved, kept because other bundles may need its
 *     packages
 */
record InstallationResult(
        Optional<Bundle> bundle,
        Optional<PluginJar.Identity> identity,
        String refused,
        Again again,
        Optional<BundleRevision> revision) {

    /** Removes line breaks, secrets and control characters from the reason, which may quote the jar. */
    InstallationResult {
        refused = PrintableText.of(Redaction.ofText(refused));
    }

    static InstallationResult running(Bundle bundle, PluginJar.Identity identity) {
        return new InstallationResult(Optional.of(bundle), Optional.of(identity), "", Again.CHANGED, Optional.empty());
    }

    /** The conditions under which a jar is installed again. */
    enum Again {
        /** The jar is retried only when its file changes. */
        CHANGED(""),
        /** The jar is also retried when other bundles are installed or removed. */
        OTHERS_CHANGED(", and when other bundles come or go"),
        /**
         * The jar is also retried every few seconds, because the cause is temporary, such as a full disk or a lack of
         * file descriptors.
         */
        SOON(", and every few seconds");

        private final String alsoWhen;

        Again(String alsoWhen) {
            this.alsoWhen = alsoWhen;
        }

        /** Returns the words to append to a sentence that ends with "when the file changes". */
        String alsoWhen() {
            return alsoWhen;
        }
    }
}
