package io.nephometer.agent.deployer;

import io.nephometer.agent.core.view.JarStatus;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps the running plugins consistent with the jars in {@code deploy/}. A new jar is started, an overwritten jar
 * replaces the previous version without interruption, and a deleted jar is uninstalled. A jar that cannot be started is
 * refused with an explanation, and the previous version of the plugin keeps running.
 */
final class Deployer implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger("nephometer.deployer");
    private static final Duration SCAN_INTERVAL = Duration.ofMillis(500);

    /** The maximum time that {@link #close} waits for installations and removals in progress. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    /** The maximum time that the start of a plugin can delay the start of the next plugin. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    private final Path path;
    private final DeployFolder folder;
    private final InstallationContext means;
    private final Removals removals;
    private final Map<String, DeployedJar> jars = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "nephometer-deploy");
    private Set<String> surroundings = Set.of();
    private volatile boolean closed;

    /**
     * Creates a deployer. The deployer begins to scan the folder when {@link #start} is called.
     *
     * @param path the folder that the deployer scans
     */
    Deployer(Path path, InstallationContext means) {
        this.path = path.toAbsolutePath().normalize();
        this.folder = new DeployFolder(this.path);
        this.means = means;
        this.removals = new Removals(means.plugins(), means.framework(), means::nanos);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the future specified by {@link io.nephometer.agent.core.deploy.DeployerStatus#settled}. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    List<JarStatus> deployments() {
        return jars.entrySet().stream()
                .map(jar -> jar.getValue().state(jar.getKey(), means))
                .toList();
    }

    /** Stops scanning and waits for the installations and removals in progress to finish. The plugins keep running. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT.multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        means.staging().delete();
    }

    private void run() {
        long begun = means.nanos();
        begin();
        while (!closed) {
            try {
                scan();
            } catch (RuntimeException bug) { // an uncaught exception would prevent all further scans
                LOG.log(Level.ERROR, "scanning " + path + " failed: " + bug, bug);
            }
            boolean over = means.nanos() - begun > DEADLINE.plus(START_PATIENCE).toNanos();
            if (!settled.isDone() && (over || jars.values().stream().noneMatch(DeployedJar::isInstalling))) {
                LOG.log(Level.INFO, "{0} of {1} plugins in {2} are running", runningCount(), jars.size(), path);
                settled.complete(null);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(SCAN_INTERVAL.toNanos());
            } catch (InterruptedException e) {
                break; // the deployer is being closed
            }
        }
        finish();
    }

    /** Waits for the work in progress and then abandons any unfinished installations. */
    private void finish() {
        Thread.interrupted(); // clears the interrupt with which close() woke this thread
        long end = means.nanos() + CLOSE_LIMIT.toNanos();
        jars.forEach((name, jar) -> conclude(name, jar, Duration.ofNanos(end - means.nanos())));
        if (!frameworkStops()) {
            jars.values().forEach(DeployedJar::abandon);
        }
        removals.await(end);
    }

    private long runningCount() {
        return jars.values().stream().filter(jar -> jar.bundle().isPresent()).count();
    }

    /**
     * Adopts the bundles that an earlier deployer started, removes outdated bundles that the earlier deployer did not
     * uninstall, and performs the first scan.
     */
    private void begin() {
        adopt(bundle -> bundle.getState() == Bundle.ACTIVE);
        adopt(bundle -> true);
        jars.forEach((name, jar) -> bundlesOf(name)
                .filter(BundleLocation::hasSum)
                .filter(bundle -> jar.bundle()
                        .filter(running -> running.getState() == Bundle.ACTIVE && !running.equals(bundle))
                        .isPresent())
                .toList()
                .forEach(bundle -> removals.begin(name, bundle)));
        try {
            folder.begin();
        } catch (IOException e) { // the next scan reports the error
        }
    }

    private void adopt(Predicate<Bundle> filter) {
        List<Bundle> bundles = Arrays.asList(means.framework().getBundles());
        Collections.reverse(bundles); // prefers the newest bundle if one file has several
        bundles.stream()
                .filter(filter)
                .filter(bundle -> isSettled(bundle) && !removals.has(bundle))
                .forEach(bundle -> BundleLocation.nameIn(path, bundle)
                        .ifPresent(name -> jars.computeIfAbsent(name, none -> new DeployedJar(means.now()))
                                .adopt(bundle)));
    }

    /**
     * Returns the bundles that were installed from the given file in the folder, except those that are starting,
     * stopping or being removed.
     */
    private Stream<Bundle> bundlesOf(String name) {
        return Stream.of(means.framework().getBundles())
                .filter(bundle ->
                        BundleLocation.nameIn(path, bundle).filter(name::equals).isPresent())
                .filter(bundle -> isSettled(bundle) && !removals.has(bundle));
    }

    private static boolean isSettled(Bundle bundle) {
        return (bundle.getState() & (Bundle.STARTING | Bundle.STOPPING)) == 0;
    }

    private void scan() {
        if (frameworkStops()) {
            return; // the framework is stopping all bundles
        }
        adopt(bundle -> !BundleLocation.hasSum(bundle)); // bundles that the shell installed
        try {
            FileOwnership.check(path.toRealPath());
            DeployFolder.Scan scan = folder.scan(jars.keySet());
            scan.removed().forEach(this::remove);
            Set<String> now = surroundings();
            boolean changed = !now.equals(surroundings);
            surroundings = now;
            for (Entry<String, FileFingerprint> file : scan.jars().entrySet()) {
                DeployedJar jar = jars.computeIfAbsent(file.getKey(), name -> new DeployedJar(means.now()));
                if (jar.shouldInstall(file.getValue(), changed, means.now())) {
                    Installation installation = new Installation(
                            path.resolve(file.getKey()), jar.lastBundle(), jar.content(), means, this::unresolved);
                    jar.begin(file.getValue(), installation);
                    conclude(file.getKey(), jar, START_PATIENCE);
                }
            }
            means.plugins().reportFolder(Optional.empty());
        } catch (RefusedJarException e) {
            means.plugins().reportFolder(Optional.of(e.getMessage() + "; new jars in the folder are not started"));
        } catch (IOException e) {
            means.plugins()
                    .reportFolder(Optional.of("%s cannot be read (%s); plugins keep running".formatted(path, e)));
        }
        jars.forEach((name, jar) -> conclude(name, jar, Duration.ZERO));
        removals.checkDeadlines();
    }

    private List<BundleRevision> unresolved() {
        return jars.values().stream().flatMap(jar -> jar.revision().stream()).toList();
    }

    /**
     * Returns a summary of all installed bundles and of the refused bundles that could not be resolved. When the
     * summary changes, the installation of refused jars is retried.
     */
    private Set<String> surroundings() {
        Stream<String> bundles = Stream.of(means.framework().getBundles())
                .map(bundle -> bundle.getLocation() + (bundle.getState() == Bundle.ACTIVE));
        Stream<String> unresolved = jars.entrySet().stream()
                .filter(jar -> jar.getValue().revision().isPresent())
                .map(jar -> jar.getKey() + jar.getValue().fingerprint());
        return Stream.concat(bundles, unresolved).collect(Collectors.toSet());
    }

    private void conclude(String name, DeployedJar jar, Duration patience) {
        if (frameworkStops()) {
            return; // a start that fails while the framework is stopping is not a reason to refuse a jar
        }
        jar.outcome(patience).ifPresent(result -> {
            Optional<String> wasRefused = jar.refused();
            boolean known = jar.lastBundle().equals(result.bundle());
            Optional<Bundle> replaced = jar.conclude(result, means.now());
            RejectionNote note = new RejectionNote(path.resolve(name));
            if (result.bundle().isPresent()) {
                note.remove();
                replaced.ifPresent(old -> removals.begin(name, old));
                if (settled.isDone() && (!known || wasRefused.isPresent())) {
                    logDeployed(name, result, replaced);
                }
            } else if (!wasRefused.equals(jar.refused())) {
                String meanwhile = jar.bundle()
                        .filter(old -> old.getState() == Bundle.ACTIVE)
                        .map(old -> "%s %s keeps running.".formatted(old.getSymbolicName(), old.getVersion()))
                        .orElse("No version of it runs.");
                LOG.log(Level.WARNING, "%s is refused: %s. %s".formatted(name, result.refused(), meanwhile));
                note.write(means.now().truncatedTo(ChronoUnit.SECONDS), result.refused(), meanwhile, result.again());
            }
        });
    }

    private boolean frameworkStops() {
        return means.framework().getBundle(0).getState() == Bundle.STOPPING;
    }

    private void logDeployed(String name, InstallationResult result, Optional<Bundle> replaced) {
        String now = result.identity().map(StagedJar.Identity::toString).orElse("");
        String waits = result.bundle().map(means.components()::waits).orElse(List.of()).stream()
                .map("; "::concat)
                .collect(Collectors.joining());
        LOG.log(
                Level.INFO,
                replaced.map(old -> "%s: %s replaces %s%s".formatted(name, now, old.getVersion(), waits))
                        .orElse("%s: %s was started%s".formatted(name, now, waits)));
    }

    private void remove(String name) {
        DeployedJar jar = jars.get(name);
        if (jar.isInstalling()) {
            return; // the next scan removes the jar
        }
        jars.remove(name);
        new RejectionNote(path.resolve(name)).remove();
        Stream.concat(jar.bundle().stream(), bundlesOf(name))
                .distinct()
                .toList()
                .forEach(bundle -> {
                    LOG.log(
                            Level.INFO,
                            "%s was removed: %s %s is being uninstalled"
                                    .formatted(name, bundle.getSymbolicName(), bundle.getVersion()));
                    removals.begin(name, bundle);
                });
    }
}
