package io.nephometer.agent.core.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** What is known of one file: what runs of it, and what is being tried. For the deployer's thread; others only ask. */
final class DeployedJar {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private FileFingerprint fingerprint; // of the file when it was tried last
    private Installation installation;
    private InstallationResult.Again again = InstallationResult.Again.CHANGED;
    private String content; // the location of what was taken of the file last
    private boolean down; // when it was looked at last
    private volatile Bundle bundle;
    private volatile Optional<String> refused = Optional.empty();
    private volatile Optional<BundleRevision> revision = Optional.empty();
    private volatile boolean trying;
    private volatile Instant since = Instant.now();

    /** What others have installed of the file, unless something of it is there already. */
    void adopt(Bundle found) {
        if (installation == null && bundle().isEmpty()) {
            take(found);
        }
    }

    private void take(Bundle now) {
        bundle = now;
        content = BundleLocation.hasSum(now) ? now.getLocation() : content;
    }

    /** Unless somebody has uninstalled it. */
    Optional<Bundle> bundle() {
        Bundle now = bundle;
        return now == null || now.getState() == Bundle.UNINSTALLED ? Optional.empty() : Optional.of(now);
    }

    /** Also if somebody has uninstalled it. */
    Optional<Bundle> taken() {
        return Optional.ofNullable(bundle);
    }

    /** Where a bundle of the content was installed that was taken last. */
    Optional<String> content() {
        return Optional.ofNullable(content);
    }

    Optional<String> refused() {
        return refused;
    }

    /** Of a bundle that could not be resolved. */
    Optional<BundleRevision> revision() {
        return revision;
    }

    FileFingerprint print() {
        return fingerprint;
    }

    boolean isTrying() {
        return trying;
    }

    /** @param surroundingsChanged whether other bundles have come or gone since it was tried last */
    boolean isToTry(FileFingerprint now, boolean surroundingsChanged, Instant at) {
        boolean downBefore = down;
        down = installation == null && bundle().filter(DeployedJar::isDown).isPresent();
        boolean staysDown = downBefore && down; // a bundle whose packages change hands is down for a moment
        return installation == null && (!now.equals(fingerprint) || staysDown || isToTryAgain(surroundingsChanged, at));
    }

    /** Whether a bundle is stopped though nobody has stopped it: a package that it uses has gone. */
    static boolean isDown(Bundle bundle) {
        try {
            return (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0
                    && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
        } catch (IllegalStateException e) { // it has just been uninstalled
            return false;
        }
    }

    private boolean isToTryAgain(boolean surroundingsChanged, Instant at) {
        return switch (again) {
            case CHANGED -> false;
            case OTHERS_CHANGED -> surroundingsChanged;
            case SOON -> surroundingsChanged || !at.isBefore(since.plus(PAUSE)) || at.isBefore(since);
        };
    }

    void begin(FileFingerprint now, Installation next) {
        fingerprint = now;
        installation = next;
        trying = true;
        next.begin();
    }

    /** What came of it, if it is over or has to be. */
    Optional<InstallationResult> outcome(Duration patience) {
        if (installation == null) {
            return Optional.empty();
        }
        Optional<InstallationResult> result = installation.outcome(patience);
        return result.isPresent() || installation.age().compareTo(Deployer.DEADLINE) < 0
                ? result
                : Optional.of(installation.giveUp());
    }

    /** The bundle that is replaced, if one is. */
    Optional<Bundle> conclude(InstallationResult result) {
        Optional<Bundle> before = bundle();
        installation = null;
        again = result.again();
        refused = result.bundle().isPresent() ? Optional.empty() : Optional.of(result.refused());
        revision = result.revision();
        result.bundle().ifPresent(this::take);
        if (refused.isPresent() && bundle().isEmpty()) {
            content = null; // what comes next is a change, even if it was there before
        }
        since = Instant.now();
        trying = false;
        return before.filter(old -> result.bundle().filter(now -> now != old).isPresent());
    }

    Deployment state(String file, Deployer.Means means) {
        Bundle now = bundle;
        return new Deployment(
                file,
                bundle().map(of -> of.getSymbolicName() + " " + of.getVersion()),
                trying ? "starting" : isNothing(now) ? "refused" : word(now.getState()),
                bundle().map(means.plugins()::names).orElse(List.of()),
                bundle().filter(of -> of.getState() == Bundle.ACTIVE)
                        .map(means.components()::waits)
                        .orElse(List.of()),
                refused,
                since);
    }

    private boolean isNothing(Bundle now) {
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
