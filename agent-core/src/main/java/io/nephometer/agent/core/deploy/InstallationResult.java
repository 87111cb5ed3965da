package io.nephometer.agent.core.deploy;

import io.nephometer.api.Redaction;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * What came of a jar that was tried.
 *
 * @param bundle that runs; empty if the jar was refused
 * @param refused why
 * @param again when it may go better
 * @param revision of a bundle that could not be resolved, for those that need its packages
 */
record InstallationResult(
        Optional<Bundle> bundle,
        Optional<PluginJar.Identity> identity,
        String refused,
        Again again,
        Optional<BundleRevision> revision) {

    /** The reason may quote the jar: it is one line without secrets that moves no cursor, wherever it is shown. */
    InstallationResult {
        refused = Redaction.ofText(refused).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    static InstallationResult running(Bundle bundle, PluginJar.Identity identity) {
        return new InstallationResult(Optional.of(bundle), Optional.of(identity), "", Again.CHANGED, Optional.empty());
    }

    /** When a file that was refused is tried again. */
    enum Again {
        /** When it has changed. */
        CHANGED(""),
        /** Also when other bundles have come or gone. */
        OTHERS_CHANGED(", and when other bundles come or go"),
        /** Also after a while: the disk was full, or no descriptors were left. */
        SOON(", and every few seconds");

        private final String alsoWhen;

        Again(String alsoWhen) {
            this.alsoWhen = alsoWhen;
        }

        /** For a sentence that ends with "when the file changes". */
        String alsoWhen() {
            return alsoWhen;
        }
    }
}
