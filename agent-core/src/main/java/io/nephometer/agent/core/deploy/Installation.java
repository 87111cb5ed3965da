package io.nephometer.agent.core.deploy;

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
 * A jar on its way to a bundle that runs: copied, verified, installed beside the one that it is to replace, and started.
 * A thread of its own does it: whatever a plugin does in its start, nobody waits for it for ever.
 */
final class Installation {

    private static final Duration COMPONENTS = Duration.ofSeconds(3);
    private static final String OURS = "io.nephometer.api.";

    private final Path file;
    private final Deployer.Means means;
    private final Supplier<List<BundleRevision>> others;
    private final CompletableFuture<InstallationResult> outcome = new CompletableFuture<>();
    private final long begun = System.nanoTime();
    private Optional<Bundle> before;
    private Optional<String> content;
    private PluginJar.Identity identity;
    private Thread thread;
    private volatile Bundle bundle;

    /**
     * @param before what runs of this file now, or ran until it was uninstalled
     * @param content the location of the content that was taken of this file last
     * @param others that could not be resolved
     */
    Installation(
            Path file,
            Optional<Bundle> before,
            Optional<String> content,
            Deployer.Means means,
            Supplier<List<BundleRevision>> others) {
        this.file = file;
        this.before = before;
        this.content = content;
        this.means = means;
        this.others = others;
    }

    void begin() {
        thread = new Thread(this::run, "nephometer-deploy-" + file.getFileName());
        thread.setDaemon(true);
        thread.start();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Empty if there is none after a while. */
    Optional<InstallationResult> outcome(Duration patience) {
        try {
            return Optional.of(outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (java.util.concurrent.TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e); // it is never completed so
        }
    }

    /** Not to be waited for any more: what still comes of it is taken away again. */
    InstallationResult giveUp() {
        if (outcome.complete(new InstallationResult(
                Optional.empty(),
                Optional.ofNullable(identity),
                "it does not come to an end of its start within %s s; its thread is left behind"
                        .formatted(Deployer.DEADLINE.toSeconds()),
                InstallationResult.Again.CHANGED,
                Optional.empty()))) {
            Bundle hanging = bundle;
            if (hanging != null) {
                means.plugins().retire(hanging);
            }
            thread.interrupt();
        }
        return outcome.join();
    }

    private void run() {
        InstallationResult reached;
        try {
            reached = install();
        } catch (RefusedJarException e) {
            reached = refused(e.getMessage(), InstallationResult.Again.CHANGED);
        } catch (IOException e) {
            reached = refused("it cannot be read: " + e.getMessage(), InstallationResult.Again.SOON);
        } catch (BundleException e) {
            reached = refused(
                    explain(e),
                    isOfTheDisk(e) ? InstallationResult.Again.SOON : InstallationResult.Again.OTHERS_CHANGED);
        } catch (InterruptedException e) {
            reached = refused("its start was interrupted", InstallationResult.Again.CHANGED);
        } catch (Throwable e) { // whatever a plugin throws must end here
            reached = refused("it failed: " + innermost(e), InstallationResult.Again.OTHERS_CHANGED);
        }
        if (!outcome.complete(reached) && reached.bundle().isPresent()) { // too late
            remove(bundle);
        }
    }

    private static boolean isOfTheDisk(BundleException e) {
        return e.getType() == BundleException.UNSPECIFIED && e.getCause() instanceof IOException;
    }

    private InstallationResult refused(String why, InstallationResult.Again again) {
        if (bundle != null
                && bundle.getState() == Bundle.UNINSTALLED) { // from the shell: as if that came a little later
            return InstallationResult.running(bundle, identity);
        }
        Optional<BundleRevision> revision = Optional.empty();
        if (bundle != null && before.filter(bundle::equals).isEmpty()) {
            revision = Optional.ofNullable(bundle.adapt(BundleRevision.class)) // none if it was uninstalled meanwhile
                    .filter(unresolved -> unresolved.getWiring() == null); // else it may hold whatever its code left
            remove(bundle);
        }
        return new InstallationResult(Optional.empty(), Optional.ofNullable(identity), why, again, revision);
    }

    private void remove(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            // it is not there, or stays as it is
        } finally {
            means.plugins().forget(bundle);
        }
    }

    private InstallationResult install()
            throws RefusedJarException, IOException, BundleException, InterruptedException {
        if (before.filter(DeployedJar::isDown).isPresent()) { // it may find its packages when it is installed again
            remove(before.get());
            before = Optional.empty();
            content = Optional.empty();
        }
        if (!Files.isRegularFile(file)) { // to read a pipe or a device would never end
            throw new RefusedJarException("it is no file");
        }
        FileOwnership.check(file);
        PluginJar jar = PluginJar.stage(file, means.staging());
        try {
            identity = jar.verify();
            String location = BundleLocation.of(file, jar.sha256());
            if (content.filter(location::equals).isPresent()) { // only touched, or there already
                return InstallationResult.running(before.get(), identity);
            }
            means.trust().check(jar);
            clear(location);
            checkUnique();
            try (InputStream in = Files.newInputStream(jar.staged())) {
                bundle = means.context().installBundle(location, in);
            }
        } finally {
            jar.discard();
        }
        bundle.start();
        awaitComponents();
        return InstallationResult.running(bundle, identity);
    }

    /** A deployer before this one may have left a bundle there, in the middle of its start if that hangs. */
    private void clear(String location) throws BundleException {
        Bundle left = means.context().getBundle(location);
        if (left != null && left.getState() == Bundle.STARTING) {
            means.plugins().retire(left);
            throw new BundleException(
                    "it has not come to an end of its start; its thread is left behind",
                    BundleException.STATECHANGE_ERROR);
        }
        if (left != null) {
            remove(left);
        }
    }

    /** What is there twice would only be confusing; the second may come when the first has gone. */
    private void checkUnique() throws RefusedJarException, BundleException {
        for (Bundle other : means.context().getBundles()) {
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
                        "it is %s, as %s is; it waits until that has gone"
                                .formatted(
                                        identity,
                                        BundleLocation.nameIn(file.getParent(), other)
                                                .orElseGet(other::getLocation)),
                        BundleException.DUPLICATE_BUNDLE_ERROR);
            }
        }
    }

    /** A component that does not come up fails silently: the bundle is started all the same. */
    private void awaitComponents() throws RefusedJarException, InterruptedException {
        List<String> offered = before.map(means.plugins()::names).orElse(List.of());
        long end = System.nanoTime() + COMPONENTS.toNanos();
        while (true) {
            Optional<String> failure = means.components().failure(bundle);
            if (failure.isPresent()) {
                throw new RefusedJarException(failure.get());
            }
            Optional<String> unused = unused();
            boolean poorer = means.plugins().names(bundle).isEmpty() && !offered.isEmpty();
            if (unused.isEmpty() && !poorer) {
                return;
            }
            if (System.nanoTime() > end) {
                List<String> waits = means.components().waits(bundle);
                throw new RefusedJarException(unused.map(name -> "it does not say what its service %s".formatted(name))
                        .orElseGet(() -> "it offers nothing, and the one before offers %s%s"
                                .formatted(
                                        String.join(", ", offered),
                                        waits.isEmpty() ? "" : ": " + String.join("; ", waits))));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Of one of our interfaces, and not a plugin. */
    private Optional<String> unused() {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        return Stream.of(services == null ? new ServiceReference<?>[0] : services)
                .filter(service -> Stream.of((String[]) service.getProperty(Constants.OBJECTCLASS))
                        .anyMatch(name -> name.startsWith(OURS)))
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
            return MissingPackages.of(bundle, List.of(means.context().getBundles()), others.get())
                    .orElseGet(e::getMessage);
        }
        return e.getType() == BundleException.ACTIVATOR_ERROR
                ? "its activator failed: " + innermost(e)
                : e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + innermost(e);
    }

    private static String innermost(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.toString();
    }
}
