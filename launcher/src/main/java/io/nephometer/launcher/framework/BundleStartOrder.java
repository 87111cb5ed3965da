package io.nephometer.launcher.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The order in which the bundles in {@code bundles/} are started. Bundles on which other bundles depend are started
 * first. FileInstall, which reads {@code conf/}, is started before the bundles that it configures.
 */
final class BundleStartOrder {

    private static final List<String> STARTS = List.of(
            "org.osgi.",
            "org.apache.felix.log-",
            "org.apache.felix.configadmin-",
            "org.apache.felix.scr-",
            "org.apache.felix.gogo.",
            "", // libraries
            "agent-api-",
            "org.apache.felix.fileinstall-",
            "hypervisor-",
            "agent-deployer-",
            "agent-core-",
            "agent-shell-");

    private BundleStartOrder() {}

    /**
     * Returns the jars in start order. The framework's own jar is omitted because it is on the launcher's class path.
     */
    static List<Path> of(Path bundles) throws IOException {
        try (Stream<Path> files = Files.list(bundles)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !name(file).startsWith("org.apache.felix.framework-"))
                    .sorted(Comparator.comparingInt(BundleStartOrder::rank).thenComparing(BundleStartOrder::name))
                    .toList();
        }
    }

    static boolean isOurs(Path jar) {
        return name(jar).startsWith("agent-") || name(jar).startsWith("hypervisor-");
    }

    private static int rank(Path file) {
        return IntStream.range(0, STARTS.size())
                .filter(i -> !STARTS.get(i).isEmpty() && name(file).startsWith(STARTS.get(i)))
                .findFirst()
                .orElse(STARTS.indexOf(""));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
