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

    private FileFingerprint print; // of the file when it was tried last
    private Installation attempt;
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
        if (attempt == null && bundle().isEmpty()) {
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
        return print;
    }

    boolean isTrying() {
        return trying;
    }

    /** @param surroundingsChanged whether other bundles have come or gone since it was tried last */
    boolean isToTry(FileFingerprint now, boolean surroundingsChanged, Instant at) {
        boolean downBefore = down;
        down = attempt == null && bundle().filter(DeployedJar::isDown).isPresent();
        boolean staysDown = downBefore && down; // a bundle whose packages change hands is down for a moment
        return attempt == null && (!now.equals(print) || staysDown || isToTryAgain(surroundingsChanged, at));
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

    void attempt(FileFingerprint now, Installation next) {
        print = now;
        attempt = next;
        trying = true;
        next.begin();
    }

    /** What came of it, if it is over or has to be. */
    Optional<InstallationResult> outcome(Duration patience) {
        if (attempt == null) {
            return Optional.empty();
        }
        Optional<InstallationResult> outcome = attempt.outcome(patience);
        return outcome.isPresent() || attempt.age().compareTo(Deployer.DEADLINE) < 0
                ? outcome
                : Optional.of(attempt.giveUp());
    }

    /** The bundle that is replaced, if one is. */
    Optional<Bundle> conclude(InstallationResult outcome) {
        Optional<Bundle> before = bundle();
        attempt = null;
        again = outcome.again();
        refused = outcome.bundle().isPresent() ? Optional.empty() : Optional.of(outcome.refused());
        revision = outcome.revision();
        outcome.bundle().ifPresent(this::take);
        if (refused.isPresent() && bundle().isEmpty()) {
            content = null; // what comes next is a change, even if it was there before
        }
        since = Instant.now();
        trying = false;
        return before.filter(old -> outcome.bundle().filter(now -> now != old).isPresent());
    }

    Deployment state(String file, Deployer.Means means) {
        Bundle now = bundle;
        return new Deployment(
                file,
                bundle().map(of -> of.getSymbolicName() + " " + of.getVersion()),
                trying ? "starting" : isNothing(now) ? "refused" : word(now.getState()),
                bundle().map(means.roster()::names).orElse(List.of()),
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
