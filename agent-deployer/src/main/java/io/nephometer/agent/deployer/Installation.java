package io.nephometer.agent.deployer;

import io.nephometer.text.RootCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The installation of one jar. The jar is copied, verified, installed alongside the bundle that it replaces, and
 * started. Each installation runs on its own thread so that a plugin that hangs during startup does not block anything
 * else.
 */
final class Installation {

    private static final Duration COMPONENTS = Duration.ofSeconds(3);
    private static final List<String> OURS = List.of("io.nephometer.api.", "io.nephometer.format.");

    private final Path file;
    private final InstallationContext means;
    private final Supplier<List<BundleRevision>> others;
    private final CompletableFuture<InstallationResult> outcome = new CompletableFuture<>();
    private long begun;
    private Optional<Bundle> before;
    private Optional<String> content;
    private StagedJar.Identity identity;
    private Thread thread;
    private volatile Bundle bundle;

    /**
     * Creates an installation. Call {@link #begin} to run the installation.
     *
     * @param before the most recent bundle installed from this file, even if that bundle has been uninstalled
     * @param content the location of the content most recently installed from this file
     * @param others a supplier of the unresolved bundle revisions from other jars
     */
    Installation(
            Path file,
            Optional<Bundle> before,
            Optional<String> content,
            InstallationContext means,
            Supplier<List<BundleRevision>> others) {
        this.file = file;
        this.before = before;
        this.content = content;
        this.means = means;
        this.others = others;
    }

    void begin() {
        begun = means.nanos();
        thread = new Thread(this::run, "nephometer-deploy-" + file.getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    Duration age() {
        return Duration.ofNanos(means.nanos() - begun);
    }

    /** Returns the result of the installation, or an empty result if the time limit expires first. */
    Optional<InstallationResult> outcome(Duration patience) {
        try {
            return Optional.of(outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (java.util.concurrent.TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e); // the future is never completed exceptionally
        }
    }

    /**
     * Abandons the installation and returns its result, which is a refusal unless the installation has just finished.
     * If the bundle starts successfully after the installation has been abandoned, the bundle is removed.
     */
    InstallationResult giveUp(String why) {
        InstallationResult.Again again = InstallationResult.Again.CHANGED;
        if (outcome.complete(new InstallationResult(
                Optional.empty(), Optional.ofNullable(identity), why, again, Optional.empty()))) {
            Bundle hanging = bundle;
            if (hanging != null) {
                means.plugins().retire(hanging);
            }
            thread.interrupt();
        }
        return outcome.join();
    }

    void awaitEnd(Duration limit) {
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        InstallationResult result;
        try {
            result = install();
        } catch (RefusedJarException e) {
            result = refused(e.getMessage(), InstallationResult.Again.CHANGED);
        } catch (IOException e) {
            result = refused("it cannot be read: " + e.getMessage(), InstallationResult.Again.SOON);
        } catch (BundleException e) {
            result = refused(
                    explain(e),
                    isDiskError(e) ? InstallationResult.Again.SOON : InstallationResult.Again.OTHERS_CHANGED);
        } catch (InterruptedException e) {
            result = refused("its start was interrupted", InstallationResult.Again.CHANGED);
        } catch (Throwable e) { // a plugin may throw anything
            result = refused("it failed: " + RootCause.of(e), InstallationResult.Again.OTHERS_CHANGED);
        }
        if (!outcome.complete(result) && result.bundle().isPresent()) { // the installation was abandoned
            remove(bundle);
        }
    }

    private static boolean isDiskError(BundleException e) {
        return e.getType() == BundleException.UNSPECIFIED && e.getCause() instanceof IOException;
    }

    private InstallationResult refused(String why, InstallationResult.Again again) {
        if (bundle != null && bundle.getState() == Bundle.UNINSTALLED) { // in the shell
            return InstallationResult.running(bundle, identity);
        }
        Optional<BundleRevision> revision = Optional.empty();
        if (bundle != null && before.filter(bundle::equals).isEmpty()) {
            revision = Optional.ofNullable(bundle.adapt(BundleRevision.class)) // null if just uninstalled
                    .filter(unresolved -> unresolved.getWiring()
                            == null); // a wired bundle's revision would keep removed code in memory
            remove(bundle);
        }
        return new InstallationResult(Optional.empty(), Optional.ofNullable(identity), why, again, revision);
    }

    private void remove(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            // the bundle is not installed or cannot be uninstalled
        } finally {
            means.plugins().forget(bundle);
        }
    }

    private InstallationResult install()
            throws RefusedJarException, IOException, BundleException, InterruptedException {
        if (before.filter(DeployedJar::isDown).isPresent()) { // the same content may now be resolved
            remove(before.get());
            before = Optional.empty();
            content = Optional.empty();
        }
        if (!Files.isRegularFile(file)) { // reading from a pipe or a device might never end
            throw new RefusedJarException("it is not a regular file");
        }
        FileOwnership.check(file);
        StagedJar jar = StagedJar.stage(file, means.staging().path());
        try {
            identity = jar.verify();
            String location = BundleLocation.of(file, jar.sha256());
            if (content.filter(location::equals).isPresent()) { // the content is unchanged
                return InstallationResult.running(before.get(), identity);
            }
            JarAuthenticity.check(jar, means.plugins().trust());
            clear(location);
            checkUnique();
            if (outcome.isDone()) {
                throw new InterruptedException("the installation was abandoned");
            }
            try (InputStream in = Files.newInputStream(jar.staged())) {
                bundle = means.framework().installBundle(location, in);
            }
        } finally {
            jar.discard();
        }
        bundle.start();
        awaitComponents();
        return InstallationResult.running(bundle, identity);
    }

    /**
     * Removes any bundle that an earlier attempt left behind at the given location.
     *
     * @throws BundleException if the bundle from the earlier attempt is still starting
     */
    private void clear(String location) throws BundleException {
        Bundle left = means.framework().getBundle(location);
        if (left != null && left.getState() == Bundle.STARTING) {
            means.plugins().retire(left);
            throw new BundleException(
                    "its previous start has not finished; its thread was abandoned", BundleException.STATECHANGE_ERROR);
        }
        if (left != null) {
            remove(left);
        }
    }

    /**
     * Refuses the jar if an active bundle from another file has the same name and version. The installation is retried
     * when other bundles change.
     */
    private void checkUnique() throws RefusedJarException, BundleException {
        for (Bundle other : means.framework().getBundles()) {
            boolean sameName = identity.symbolicName().equals(other.getSymbolicName());
            if (sameName && BundleLocation.isPlatform(other)) {
                throw new RefusedJarException(
                        "%s is a part of the agent itself, not a plugin".formatted(identity.symbolicName()));
            }
            boolean own = before.filter(other::equals).isPresent();
            if (sameName
                    && !own
                    && other.getVersion().equals(identity.version())
                    && other.getState() == Bundle.ACTIVE) {
                throw new BundleException(
                        "it is %s, as %s is; it waits until that is removed"
                                .formatted(
                                        identity,
                                        BundleLocation.nameIn(file.getParent(), other)
                                                .orElseGet(other::getLocation)),
                        BundleException.DUPLICATE_BUNDLE_ERROR);
            }
        }
    }

    /**
     * Waits until the bundle's components offer their services. The components' states must be checked because a bundle
     * counts as started even if one of its components could not be activated.
     */
    private void awaitComponents() throws RefusedJarException, InterruptedException {
        List<String> offered = before.map(means.plugins()::names).orElse(List.of());
        long end = means.nanos() + COMPONENTS.toNanos();
        while (true) {
            Optional<String> failure = means.components().failure(bundle);
            if (failure.isPresent()) {
                throw new RefusedJarException(failure.get());
            }
            Optional<String> unused = unused();
            boolean offersLess = means.plugins().names(bundle).isEmpty() && !offered.isEmpty();
            if (unused.isEmpty() && !offersLess) {
                return;
            }
            if (means.nanos() > end) {
                List<String> waits = means.components().waits(bundle);
                throw new RefusedJarException(
                        unused.map(name -> "it does not report what its service %s".formatted(name))
                                .orElseGet(() -> "it offers nothing, but the previous one offers %s%s"
                                        .formatted(
                                                String.join(", ", offered),
                                                waits.isEmpty() ? "" : ": " + String.join("; ", waits))));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /**
     * Returns the name of a plugin API service that the bundle registers and the agent does not use, followed by the
     * reason if there is one. Returns an empty result if the agent uses all of these services.
     */
    private Optional<String> unused() {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return Stream.of(services == null ? new ServiceReference<?>[0] : services)
                .filter(service -> Stream.of((String[]) service.getProperty(Constants.OBJECTCLASS))
                        .anyMatch(name -> OURS.stream().anyMatch(name::startsWith)))
                .filter(service -> !means.plugins().has(service))
                .map(service -> ((String[]) service.getProperty(Constants.OBJECTCLASS))[0]
                        + means.plugins()
                                .fault(service)
                                .map(why -> " offers: " + why)
                                .orElse(" offers"))
                .findFirst();
    }

    private String explain(BundleException e) {
        if (e.getType() == BundleException.RESOLVE_ERROR && bundle != null) {
            return MissingPackages.of(bundle, List.of(means.framework().getBundles()), others.get())
                    .orElseGet(e::getMessage);
        }
        return e.getType() == BundleException.ACTIVATOR_ERROR
                ? "its activator failed: " + RootCause.of(e)
                : e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + RootCause.of(e);
    }
}
