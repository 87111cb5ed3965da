package io.nephometer.agent.deployer;

import io.nephometer.agent.core.view.JarStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The state of one jar in {@code deploy/}, including its running bundle and any installation in progress. Only the
 * deployer's thread changes the state, but any thread may call {@link #state}.
 */
final class DeployedJar {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ABANDON_LIMIT = Duration.ofMillis(500);

    private FileFingerprint fingerprint; // the file's fingerprint at the latest attempt
    private Installation installation;
    private InstallationResult.Again again = InstallationResult.Again.CHANGED;
    private String content; // the location of the most recently installed content
    private boolean down; // whether the bundle was down at the latest scan
    private volatile Bundle bundle;
    private volatile Optional<String> refused = Optional.empty();
    private volatile Optional<BundleRevision> revision = Optional.empty();
    private volatile boolean installing;
    private volatile Instant since;

    /** @param now the current time */
    DeployedJar(Instant now) {
        since = now;
    }

    /**
     * Adopts a bundle that an earlier deployer or the shell installed from this file, unless this jar already has a
     * bundle.
     */
    void adopt(Bundle found) {
        if (installation == null && bundle().isEmpty()) {
            use(found);
        }
    }

    private void use(Bundle now) {
        bundle = now;
        content = BundleLocation.hasSum(now) ? now.getLocation() : content;
    }

    /** Returns this jar's bundle, or an empty result if the jar has no bundle or the bundle was uninstalled. */
    Optional<Bundle> bundle() {
        Bundle now = bundle;
        return now == null || now.getState() == Bundle.UNINSTALLED ? Optional.empty() : Optional.of(now);
    }

    /**
     * Returns this jar's most recent bundle, even if the bundle was uninstalled, or an empty result if the jar has
     * never had a bundle.
     */
    Optional<Bundle> lastBundle() {
        return Optional.ofNullable(bundle);
    }

    /** Returns the location of the most recently installed content. */
    Optional<String> content() {
        return Optional.ofNullable(content);
    }

    Optional<String> refused() {
        return refused;
    }

    /** Returns the revision of this jar's bundle if the bundle could not be resolved. */
    Optional<BundleRevision> revision() {
        return revision;
    }

    FileFingerprint fingerprint() {
        return fingerprint;
    }

    boolean isInstalling() {
        return installing;
    }

    /**
     * Returns whether an installation of this jar should begin now.
     *
     * @param now the file's current fingerprint
     * @param surroundingsChanged whether bundles have been installed, removed, started or stopped since the last scan
     * @param moment the current time
     */
    boolean shouldInstall(FileFingerprint now, boolean surroundingsChanged, Instant moment) {
        boolean downBefore = down;
        down = installation == null && bundle().filter(DeployedJar::isDown).isPresent();
        boolean staysDown =
                downBefore && down; // a bundle is inactive for a moment while the provider of its packages is replaced
        return installation == null
                && (!now.equals(fingerprint) || staysDown || shouldRetry(surroundingsChanged, moment));
    }

    /**
     * Returns whether a bundle is inactive although it should be running, for example because a package that it uses
     * was removed.
     */
    static boolean isDown(Bundle bundle) {
        try {
            return (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0
                    && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
        } catch (IllegalStateException e) { // the bundle was just uninstalled
            return false;
        }
    }

    private boolean shouldRetry(boolean surroundingsChanged, Instant moment) {
        return switch (again) {
            case CHANGED -> false;
            case OTHERS_CHANGED -> surroundingsChanged;
            case SOON -> surroundingsChanged || !moment.isBefore(since.plus(PAUSE)) || moment.isBefore(since);
        };
    }

    void begin(FileFingerprint now, Installation next) {
        fingerprint = now;
        installation = next;
        installing = true;
        next.begin();
    }

    /**
     * Returns the installation's result if the installation has finished or exceeded its deadline.
     *
     * @param patience the maximum time to wait for the result
     */
    Optional<InstallationResult> outcome(Duration patience) {
        if (installation == null) {
            return Optional.empty();
        }
        Optional<InstallationResult> result = installation.outcome(patience);
        return result.isPresent() || installation.age().compareTo(Deployer.DEADLINE) < 0
                ? result
                : Optional.of(installation.giveUp("its start did not finish within %s s; its thread was abandoned"
                        .formatted(Deployer.DEADLINE.toSeconds())));
    }

    /** Abandons the installation in progress, if any, and briefly waits for it to remove its bundle. */
    void abandon() {
        if (installation != null) {
            installation.giveUp("the deployer was stopped during the installation");
            installation.awaitEnd(ABANDON_LIMIT);
        }
    }

    /**
     * Records the result of the installation and returns the bundle that the newly installed bundle replaces, if any.
     *
     * @param moment the current time
     */
    Optional<Bundle> conclude(InstallationResult result, Instant moment) {
        Optional<Bundle> before = bundle();
        installation = null;
        again = result.again();
        refused = result.bundle().isPresent() ? Optional.empty() : Optional.of(result.refused());
        revision = result.revision();
        result.bundle().ifPresent(this::use);
        if (refused.isPresent() && bundle().isEmpty()) {
            content = null; // any content counts as new from now on, even if it was installed before
        }
        since = moment;
        installing = false;
        return before.filter(old -> result.bundle().filter(now -> now != old).isPresent());
    }

    JarStatus state(String file, InstallationContext means) {
        Bundle now = bundle;
        return new JarStatus(
                file,
                bundle().map(running -> running.getSymbolicName() + " " + running.getVersion()),
                installing ? "starting" : isRefused(now) ? "refused" : word(now.getState()),
                bundle().map(means.plugins()::names).orElse(List.of()),
                bundle().filter(running -> running.getState() == Bundle.ACTIVE)
                        .map(means.components()::waits)
                        .orElse(List.of()),
                refused,
                since);
    }

    private boolean isRefused(Bundle now) {
        return now == null || now.getState() == Bundle.UNINSTALLED && refused.isPresent();
    }

    private static String word(int state) {
        return switch (state) {
            case Bundle.ACTIVE -> "active";
            case Bundle.UNINSTALLED -> "uninstalled";
            default -> "stopped";
        };
    }
}
