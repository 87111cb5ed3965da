package io.nephometer.agent.deployer;

import io.nephometer.api.Redaction;
import io.nephometer.text.PrintableText;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The result of the installation of a jar.
 *
 * @param bundle the running bundle; empty if the jar was refused
 * @param refused why it was refused
 * @param again when to try again
 * @param revision the revision of a bundle that could not be resolved, because others may need its packages
 */
record InstallationResult(
        Optional<Bundle> bundle,
        Optional<PluginJar.Identity> identity,
        String refused,
        Again again,
        Optional<BundleRevision> revision) {

    /**
     * Makes the reason safe to show: it may quote the jar, so it becomes one line without secrets and control
     * characters.
     */
    InstallationResult {
        refused = PrintableText.of(Redaction.ofText(refused));
    }

    static InstallationResult running(Bundle bundle, PluginJar.Identity identity) {
        return new InstallationResult(Optional.of(bundle), Optional.of(identity), "", Again.CHANGED, Optional.empty());
    }

    /** When a refused file is tried again. */
    enum Again {
        /** Only when the file changes. */
        CHANGED(""),
        /** Also when other bundles are installed or removed. */
        OTHERS_CHANGED(", and when other bundles come or go"),
        /** Also after a few seconds: the disk was full, or no file descriptors were left. */
        SOON(", and every few seconds");

        private final String alsoWhen;

        Again(String alsoWhen) {
            this.alsoWhen = alsoWhen;
        }

        /** Returns the continuation of a sentence that ends with "when the file changes". */
        String alsoWhen() {
            return alsoWhen;
        }
    }
}
