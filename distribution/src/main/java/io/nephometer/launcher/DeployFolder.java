package io.nephometer.launcher;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedServiceFactory;

/** The folder of the plugins: what lies in it when the agent starts is started, what comes later follows. */
final class DeployFolder {

    private static final System.Logger LOG = System.getLogger(DeployFolder.class.getPackageName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String FILE_INSTALL = "(service.pid=org.apache.felix.fileinstall)";

    private final BundleContext framework;
    private final Folders folders;
    private final Path scratch;

    DeployFolder(BundleContext framework, Folders folders, Path scratch) {
        this.framework = framework;
        this.folders = folders;
        this.scratch = scratch;
    }

    /** Returns when the plugins are started; a plugin that hangs in its start does not hold up the rest of the agent. */
    void watch() {
        Thread thread = new Thread(this::watchWithFileInstall, "nephometer-deploy");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(
                    Level.WARNING,
                    "the plugins in {0} take longer than {1} s to start",
                    folders.deploy(),
                    PATIENCE.toSeconds());
        }
    }

    private void watchWithFileInstall() {
        try {
            Collection<ServiceReference<ManagedServiceFactory>> found =
                    framework.getServiceReferences(ManagedServiceFactory.class, FILE_INSTALL);
            if (found.isEmpty()) {
                LOG.log(Level.ERROR, "nothing watches {0}: FileInstall does not run", folders.deploy());
                return;
            }
            framework
                    .getService(found.iterator().next())
                    .updated("deploy", new Hashtable<>(FrameworkProperties.watchDeploy(folders, scratch)));
        } catch (InvalidSyntaxException | ConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) { // else it would be a stack trace on a thread that nobody looks after
            LOG.log(Level.ERROR, "the plugins in {0} cannot be started: {1}", folders.deploy(), Cause.of(e));
        }
    }
}
