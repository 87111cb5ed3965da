package io.nephometer.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The OSGi framework with the folder's bundles in it, from its start to its stop. */
final class Platform {

    /** The core is on it, all else below: the core stops first, while what it needs to stop well is still there. */
    static final int HIGHEST_LEVEL = 2;

    private static final System.Logger LOG = System.getLogger(Platform.class.getPackageName());

    private final Folders folders;
    private final Scratch scratch;
    private final Framework framework;

    /** @param scratch is closed with it */
    Platform(Folders folders, Scratch scratch, String version, String mode) {
        this.folders = folders;
        this.scratch = scratch;
        this.framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no OSGi framework on the class path"))
                .newFramework(FrameworkProperties.of(folders, scratch.path(), version, mode));
    }

    void start() throws CommandException {
        // Not below the home of the user, whom a service may not have.
        System.setProperty("jna.tmpdir", scratch.path().resolve("tmp").toString());
        try {
            framework.init();
            new FrameworkLog().follow(framework.getBundleContext());
            List<Bundle> bundles = install(BootOrder.of(folders.bundles()));
            framework.start();
            startAll(bundles);
        } catch (BundleException e) {
            throw CommandException.failure("the framework does not start: " + Cause.of(e));
        } catch (IOException e) {
            throw CommandException.failure("the folder %s cannot be read: %s".formatted(folders.bundles(), e));
        }
    }

    private void startAll(List<Bundle> bundles) throws CommandException {
        for (Bundle bundle : bundles) {
            switch (bundle.getSymbolicName()) {
                case "io.nephometer.agent.api" -> LogSystem.hideSecrets(redaction(bundle));
                case SettingsFiles.READER -> SettingsFiles.guard(bundle, framework.getBundleContext());
                case "io.nephometer.agent.core" ->
                    bundle.adapt(BundleStartLevel.class).setStartLevel(HIGHEST_LEVEL);
                default -> {}
            }
            start(bundle);
        }
    }

    /** Returns that of agent-api, whose classes are known to its bundle alone. */
    @SuppressWarnings("unchecked")
    private static UnaryOperator<String> redaction(Bundle api) throws CommandException {
        try {
            Method ofText = api.loadClass("io.nephometer.api.Redaction").getMethod("ofText", String.class);
            return MethodHandleProxies.asInterfaceInstance(
                    UnaryOperator.class, MethodHandles.publicLookup().unreflect(ofText));
        } catch (ReflectiveOperationException e) {
            throw CommandException.failure("bundle %s is not of this release: %s".formatted(api.getSymbolicName(), e));
        }
    }

    private List<Bundle> install(List<Path> jars) throws CommandException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            try {
                bundles.add(framework.getBundleContext().installBundle("reference:" + jar.toUri()));
            } catch (BundleException e) {
                report(jar.getFileName().toString(), BootOrder.isOurs(jar), "installed", e);
            }
        }
        return bundles;
    }

    private void start(Bundle bundle) throws CommandException {
        try {
            bundle.start();
        } catch (BundleException e) {
            report(bundle.getSymbolicName(), bundle.getSymbolicName().startsWith("io.nephometer."), "started", e);
        }
    }

    private static void report(String bundle, boolean isOurs, String what, BundleException e) throws CommandException {
        String line = "bundle %s cannot be %s: %s".formatted(bundle, what, Cause.of(e));
        if (isOurs) {
            throw CommandException.failure(line);
        }
        LOG.log(Level.ERROR, line);
    }

    /** Until it was stopped, by us or from inside. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Whether it stopped in time. */
    boolean stop(Duration limit) {
        try {
            framework.stop();
            return framework.waitForStop(limit.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "the framework does not stop: " + Cause.of(e));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            scratch.close();
        }
    }
}
