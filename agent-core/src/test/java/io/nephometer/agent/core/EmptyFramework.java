package io.nephometer.agent.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;

/** A framework that runs, with nothing in it but what a test installs: bundles without a class. */
public final class EmptyFramework {

    private final Framework framework;

    public EmptyFramework(Path storage) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of("org.osgi.framework.storage", storage.toString()));
        framework.start();
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** @param headersAndValues of its manifest, more than its name */
    public Bundle install(String name, String... headersAndValues) throws BundleException, IOException {
        return context().installBundle(name, new ByteArrayInputStream(jar(name, headersAndValues)));
    }

    public static byte[] jar(String name, String... headersAndValues) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.putValue("Manifest-Version", "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name);
        for (int i = 0; i < headersAndValues.length; i += 2) {
            headers.putValue(headersAndValues[i], headersAndValues[i + 1]);
        }
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        return jar.toByteArray();
    }

    public void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
