package io.nephometer.it.agent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/** The assembled bundles in Pax Exam's native container: a framework in the process of the test. */
public final class BundleContainer implements AutoCloseable {

    private final NativeTestContainer container;

    public BundleContainer(InstalledAgent installed) {
        try {
            container = new NativeTestContainer(
                    PaxExamRuntime.createServerSystem(options(installed)), new FrameworkFactory());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        container.start();
    }

    private static Option[] options(InstalledAgent installed) {
        List<Option> options = new ArrayList<>();
        properties(installed)
                .forEach((name, value) ->
                        options.add(CoreOptions.frameworkProperty(name).value(value)));
        for (Path jar : InstalledAgent.bundles()) {
            if (!jar.getFileName().toString().startsWith("org.apache.felix.framework-")) {
                options.add(CoreOptions.bundle(jar.toUri().toString()));
            }
        }
        return options.toArray(Option[]::new);
    }

    private static Map<String, String> properties(InstalledAgent installed) {
        return Map.of(
                "nephometer.conf",
                installed.conf.toString(),
                "nephometer.data",
                installed.data.toString(),
                "nephometer.deploy",
                installed.deploy.toString(),
                "org.osgi.framework.bsnversion",
                "multiple",
                "felix.fileinstall.dir",
                installed.conf.toString(),
                "felix.fileinstall.filter",
                ".*\\.cfg",
                "felix.fileinstall.poll",
                "500",
                "felix.fileinstall.noInitialDelay",
                "true",
                "felix.fileinstall.enableConfigSave",
                "false",
                "felix.fileinstall.tmpdir",
                installed.data.resolveSibling("tmp").toString());
    }

    public BundleContext context() {
        return container.getSystemBundle().getBundleContext();
    }

    public List<Bundle> bundles() {
        return List.of(context().getBundles());
    }

    public Bundle bundle(String symbolicName) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> bundles().stream()
                                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Returns how many services of an interface are registered, by any class loader. */
    public int services(String name) {
        try {
            return (int) Arrays.stream(java.util.Objects.requireNonNullElse(
                            context().getAllServiceReferences(name, null),
                            new org.osgi.framework.ServiceReference<?>[0]))
                    .count();
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
