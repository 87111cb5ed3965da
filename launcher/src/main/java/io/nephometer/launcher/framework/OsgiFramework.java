package io.nephometer.launcher.framework;

import io.nephometer.launcher.cli.AgentFolders;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.log.ExceptionSummary;
import io.nephometer.launcher.log.LauncherLogManager;
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

/** The OSGi framework and the bundles in the installation's {@code bundles/} folder. */
public final class OsgiFramework {

    /**
     * The start level of the core and the shell. The framework stops the core and the shell first, while the bundles
     * that they need are still running.
     */
    static final int HIGHEST_LEVEL = 2;

    private static final System.Logger LOG = System.getLogger("io.nephometer.launcher");

    private final AgentFolders folders;
    private final ScratchDirectory scratch;
    private final Framework framework;

    /**
     * Creates a framework. The framework does not run until {@link #start} is called.
     *
     * @param scratch the directory for the framework's storage; the directory is released when the framework stops
     */
    public OsgiFramework(AgentFolders folders, ScratchDirectory scratch, String version, String mode) {
        this.folders = folders;
        this.scratch = scratch;
        this.framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no OSGi framework on the class path"))
                .newFramework(FrameworkProperties.of(folders, scratch.path(), version, mode));
    }

    public void start() throws CommandException {
        // JNA's default directory is below the user's home directory, but a service's user may not have a home
        // directory.
        System.setProperty("jna.tmpdir", scratch.path().resolve("tmp").toString());
        try {
            framework.init();
            new FrameworkLogBridge().follow(framework.getBundleContext());
            List<Bundle> bundles = install(BundleStartOrder.of(folders.bundles()));
            framework.start();
            startAll(bundles);
        } catch (BundleException e) {
            throw CommandException.failure("the framework does not start: " + ExceptionSummary.of(e));
        } catch (IOException e) {
            throw CommandException.failure("the folder %s cannot be read: %s".formatted(folders.bundles(), e));
        }
    }

    private void startAll(List<Bundle> bundles) throws CommandException {
        for (Bundle bundle : bundles) {
            switch (bundle.getSymbolicName()) {
                case "io.nephometer.agent.api" -> LauncherLogManager.hideSecrets(redaction(bundle));
                case CfgFileFilter.READER -> CfgFileFilter.guard(bundle, framework.getBundleContext());
                case "io.nephometer.agent.core", "io.nephometer.agent.shell" ->
                    bundle.adapt(BundleStartLevel.class).setStartLevel(HIGHEST_LEVEL);
                default -> {}
            }
            start(bundle);
        }
    }

    /**
     * Returns the {@code Redaction.ofText} function from agent-api. The function is looked up by reflection because the
     * launcher's class loader, unlike the bundle's class loader, cannot load classes from agent-api.
     */
    @SuppressWarnings("unchecked")
    private static UnaryOperator<String> redaction(Bundle api) throws CommandException {
        try {
            Method ofText = api.loadClass("io.nephometer.api.Redaction").getMethod("ofText", String.class);
            return MethodHandleProxies.asInterfaceInstance(
                    UnaryOperator.class, MethodHandles.publicLookup().unreflect(ofText));
        } catch (ReflectiveOperationException e) {
            throw CommandException.failure(
                    "bundle %s does not belong to this release: %s".formatted(api.getSymbolicName(), e));
        }
    }

    private List<Bundle> install(List<Path> jars) throws CommandException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            try {
                bundles.add(framework.getBundleContext().installBundle("reference:" + jar.toUri()));
            } catch (BundleException e) {
                report(jar.getFileName().toString(), BundleStartOrder.isOurs(jar), "installed", e);
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
        String line = "bundle %s cannot be %s: %s".formatted(bundle, what, ExceptionSummary.of(e));
        if (isOurs) {
            throw CommandException.failure(line);
        }
        LOG.log(Level.ERROR, line);
    }

    /** Waits until either the launcher or a bundle has stopped the framework. */
    public void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops the framework and returns whether it stopped within the time limit. */
    public boolean stop(Duration limit) {
        try {
            framework.stop();
            return framework.waitForStop(limit.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "the framework does not stop: " + ExceptionSummary.of(e));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            scratch.close();
        }
    }
}
