package io.nephometer.agent.core.deploy;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Keeps the plugins as the folder {@code deploy/} has them: what is copied there is started, what is replaced there is
 * replaced without a gap, what is deleted there ends. Whatever cannot be taken is refused with a reason, and what ran goes on.
 */
public final class Deployer implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger("nephometer.deploy");
    private static final Duration LOOK = Duration.ofMillis(500);

    /** What a plugin that hangs may delay a stop. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /** How long a plugin that starts holds up the next one. */
    private static final Duration TURN = Duration.ofSeconds(2);

    /** What a change of plugins needs. */
    record Means(
            BundleContext context, ComponentStates components, PluginUse plugins, TrustedPlugins trust, Path staging) {}

    private final Path path;
    private final DeployFolder folder;
    private final Means means;
    private final Consumer<Optional<String>> trouble;
    private final Removals removals;
    private final Map<String, DeployedJar> slots = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "nephometer-deploy");
    private Set<String> surroundings = Set.of();
    private volatile boolean closed;

    /**
     * @param path of the folder
     * @param scratch a directory for copies
     * @param trouble is told at each look what is wrong with the folder as a whole, if anything is
     */
    public Deployer(
            BundleContext context,
            ServiceComponentRuntime components,
            Path path,
            Path scratch,
            TrustedPlugins trust,
            PluginUse plugins,
            Consumer<Optional<String>> trouble)
            throws IOException {
        this.path = path.toAbsolutePath().normalize();
        this.folder = new DeployFolder(this.path);
        this.trouble = trouble;
        this.means = new Means(context, new ComponentStates(components), plugins, trust, staging(scratch));
        this.removals = new Removals(plugins, context);
    }

    private static Path staging(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        return Files.createTempDirectory(
                scratch,
                "staging-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Over when all that lay in the folder at the start is there, was refused, or took too long. */
    public CompletableFuture<Void> settled() {
        return settled;
    }

    public List<Deployment> deployments() {
        return slots.entrySet().stream()
                .map(jar -> jar.getValue().state(jar.getKey(), means))
                .toList();
    }

    /** Stops looking; the plugins stay. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(GOODBYE.toMillis());
            try (Stream<Path> left = Files.list(means.staging())) {
                for (Path copy : left.toList()) {
                    Files.deleteIfExists(copy);
                }
            }
            Files.deleteIfExists(means.staging());
        } catch (IOException e) {
            // the framework's start makes the place anew
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long begun = System.nanoTime();
        begin();
        while (!closed) {
            try {
                look();
            } catch (RuntimeException bug) { // else nothing would be looked at any more
                LOG.log(Level.ERROR, "a look at " + path + " failed: " + bug, bug);
            }
            boolean over = System.nanoTime() - begun > DEADLINE.plus(TURN).toNanos();
            if (!settled.isDone() && (over || slots.values().stream().noneMatch(DeployedJar::isTrying))) {
                LOG.log(Level.INFO, "{0} of {1} plugins in {2} are there", there(), slots.size(), path);
                settled.complete(null);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            } catch (InterruptedException e) {
                return; // it is closed
            }
        }
    }

    private long there() {
        return slots.values().stream().filter(jar -> jar.bundle().isPresent()).count();
    }

    /** What a deployer before this one has started, and the first look's comparison. */
    private void begin() {
        adopt(bundle -> true);
        try {
            folder.begin();
        } catch (IOException e) {
            // the look tells
        }
    }

    private void adopt(Predicate<Bundle> which) {
        List<Bundle> bundles = Arrays.asList(means.context().getBundles());
        Collections.reverse(bundles); // the one that was installed last is the one that runs of a file
        bundles.stream()
                .filter(which)
                .filter(bundle -> isSettled(bundle) && !removals.has(bundle))
                .forEach(bundle -> BundleLocation.nameIn(path, bundle)
                        .ifPresent(name -> slots.computeIfAbsent(name, none -> new DeployedJar())
                                .adopt(bundle)));
    }

    private static boolean isSettled(Bundle bundle) {
        return (bundle.getState() & (Bundle.STARTING | Bundle.STOPPING)) == 0;
    }

    private void look() {
        if (means.context().getBundle(0).getState() == Bundle.STOPPING) {
            return; // all bundles stop, and are to
        }
        adopt(bundle -> !BundleLocation.hasSum(bundle)); // what was installed in the shell
        try {
            FileOwnership.check(path.toRealPath());
            DeployFolder.Look look = folder.look(slots.keySet());
            look.gone().forEach(this::remove);
            Set<String> now = surroundings();
            boolean changed = !now.equals(surroundings);
            surroundings = now;
            for (Entry<String, FileFingerprint> file : look.jars().entrySet()) {
                DeployedJar jar = slots.computeIfAbsent(file.getKey(), name -> new DeployedJar());
                if (jar.isToTry(file.getValue(), changed, Instant.now())) {
                    Installation installation = new Installation(
                            path.resolve(file.getKey()), jar.taken(), jar.content(), means, this::unresolved);
                    jar.begin(file.getValue(), installation);
                    conclude(file.getKey(), jar, TURN);
                }
            }
            trouble.accept(Optional.empty());
        } catch (RefusedJarException e) {
            trouble.accept(Optional.of(e.getMessage() + "; nothing new in it is loaded"));
        } catch (IOException e) {
            trouble.accept(Optional.of("%s cannot be read (%s); what runs keeps running".formatted(path, e)));
        }
        slots.forEach((name, jar) -> conclude(name, jar, Duration.ZERO));
        removals.look();
    }

    private List<BundleRevision> unresolved() {
        return slots.values().stream().flatMap(jar -> jar.revision().stream()).toList();
    }

    /** What a jar that could not be resolved, or is there twice, waits for; and what its refusal tells of. */
    private Set<String> surroundings() {
        Stream<String> bundles = Stream.of(means.context().getBundles())
                .map(bundle -> bundle.getLocation() + (bundle.getState() == Bundle.ACTIVE));
        Stream<String> unresolved = slots.entrySet().stream()
                .filter(jar -> jar.getValue().revision().isPresent())
                .map(jar -> jar.getKey() + jar.getValue().print());
        return Stream.concat(bundles, unresolved).collect(Collectors.toSet());
    }

    private void conclude(String name, DeployedJar jar, Duration patience) {
        if (stops()) {
            return; // what could not be started for that is not to be refused
        }
        jar.outcome(patience).ifPresent(result -> {
            Optional<String> wasRefused = jar.refused();
            boolean known = jar.taken().equals(result.bundle());
            Optional<Bundle> replaced = jar.conclude(result);
            RejectionNote note = new RejectionNote(path.resolve(name));
            if (result.bundle().isPresent()) {
                note.remove();
                replaced.ifPresent(old -> removals.begin(name, old));
                if (settled.isDone() && (!known || wasRefused.isPresent())) {
                    sayTaken(name, result, replaced);
                }
            } else if (!wasRefused.equals(jar.refused())) {
                String meanwhile = jar.bundle()
                        .filter(old -> old.getState() == Bundle.ACTIVE)
                        .map(old -> "%s %s keeps running.".formatted(old.getSymbolicName(), old.getVersion()))
                        .orElse("Nothing runs of it.");
                LOG.log(Level.WARNING, "%s is refused: %s. %s".formatted(name, result.refused(), meanwhile));
                note.write(Instant.now().truncatedTo(ChronoUnit.SECONDS), result.refused(), meanwhile, result.again());
            }
        });
    }

    private boolean stops() {
        return closed || means.context().getBundle(0).getState() == Bundle.STOPPING;
    }

    private void sayTaken(String name, InstallationResult result, Optional<Bundle> replaced) {
        String now = result.identity().map(PluginJar.Identity::toString).orElse("");
        String waits = result.bundle().map(means.components()::waits).orElse(List.of()).stream()
                .map("; "::concat)
                .collect(Collectors.joining());
        LOG.log(
                Level.INFO,
                replaced.map(old -> "%s: %s replaces %s%s".formatted(name, now, old.getVersion(), waits))
                        .orElse("%s: %s is there%s".formatted(name, now, waits)));
    }

    private void remove(String name) {
        DeployedJar jar = slots.get(name);
        if (jar.isTrying()) {
            return; // then it is looked at again
        }
        slots.remove(name);
        new RejectionNote(path.resolve(name)).remove();
        Stream<Bundle> others = Stream.of(means.context().getBundles())
                .filter(bundle ->
                        BundleLocation.nameIn(path, bundle).filter(name::equals).isPresent())
                .filter(bundle -> isSettled(bundle) && !removals.has(bundle));
        Stream.concat(jar.bundle().stream(), others).distinct().toList().forEach(bundle -> {
            LOG.log(
                    Level.INFO,
                    "%s has gone: %s %s ends".formatted(name, bundle.getSymbolicName(), bundle.getVersion()));
            removals.begin(name, bundle);
        });
    }
}
