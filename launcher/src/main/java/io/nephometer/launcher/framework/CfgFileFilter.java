package io.nephometer.launcher.framework;

import io.nephometer.launcher.cli.CommandException;
import java.io.File;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Passes the {@code .cfg} files in {@code conf/} to FileInstall's reader, except for files that the reader must not
 * open. A named pipe would block the reader and therefore prevent the agent from starting, and a very large file would
 * exhaust the available memory.
 */
final class CfgFileFilter implements InvocationHandler {

    /** The symbolic name of the FileInstall bundle. */
    static final String READER = "org.apache.felix.fileinstall";

    private static final System.Logger LOG = System.getLogger("io.nephometer.launcher");
    private static final String INSTALLER = READER + ".ArtifactInstaller";
    private static final long MAX_BYTES = 1 << 20;

    private final Bundle fileInstall;
    private final BundleContext framework;

    private CfgFileFilter(Bundle fileInstall, BundleContext framework) {
        this.fileInstall = fileInstall;
        this.framework = framework;
    }

    /**
     * Registers the guard before FileInstall starts. The guard is a proxy because only FileInstall's class loader can
     * load the {@code ArtifactInstaller} interface.
     */
    static void guard(Bundle fileInstall, BundleContext framework) throws CommandException {
        Class<?> installer = installer(fileInstall);
        Object guard = Proxy.newProxyInstance(
                installer.getClassLoader(), new Class<?>[] {installer}, new CfgFileFilter(fileInstall, framework));
        Dictionary<String, Object> first = new Hashtable<>();
        first.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        framework.registerService(INSTALLER, guard, first);
    }

    private static Class<?> installer(Bundle fileInstall) throws CommandException {
        try {
            return fileInstall.loadClass(INSTALLER);
        } catch (ClassNotFoundException e) {
            throw CommandException.failure(
                    "bundle %s has no %s: restore the bundle from the release".formatted(READER, INSTALLER));
        }
    }

    @Override
    public Object invoke(Object guard, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> guard == arguments[0];
            case "hashCode" -> System.identityHashCode(guard);
            case "toString" -> "the guard of conf/";
            case "canHandle" -> ((File) arguments[0]).getName().endsWith(".cfg");
            case "uninstall" -> pass(method, arguments);
            default -> isReadable((File) arguments[0]) ? pass(method, arguments) : null;
        };
    }

    private static boolean isReadable(File file) {
        if (file.isFile() && file.length() <= MAX_BYTES) {
            return true;
        }
        LOG.log(
                Level.ERROR,
                "%s is not read, and its settings stay as they were: %s"
                        .formatted(
                                file,
                                file.isFile()
                                        ? "it has more than %s bytes: is it the right file?".formatted(MAX_BYTES)
                                        : "it is a pipe, a socket or a device: put a regular file in its place"));
        return false;
    }

    private Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(framework.getService(reader()), arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private ServiceReference<?> reader() throws InvalidSyntaxException {
        return framework.getAllServiceReferences(INSTALLER, "(service.bundleid=" + fileInstall.getBundleId() + ")")[0];
    }
}
