package io.nephometer.agent.deployer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * The location string of a plugin's bundle, which consists of the URL of the plugin's file and the SHA-256 sum of the
 * installed content. The URL lets the shell's command {@code update} find the file. The sum makes the location unique,
 * so that two versions of a file can be installed side by side while one replaces the other, and lets a restarted
 * deployer recognise the content.
 */
final class BundleLocation {

    private static final String SUM = "?sha256=";

    private BundleLocation() {}

    static String of(Path file, String sha256) {
        return file.toUri() + SUM + sha256;
    }

    /** Returns whether the launcher installed the bundle from {@code bundles/}. */
    static boolean isPlatform(Bundle bundle) {
        return bundle.getBundleId() == 0 || bundle.getLocation().startsWith("reference:");
    }

    /** Returns whether a deployer installed the bundle, in which case the location contains a sum. */
    static boolean hasSum(Bundle bundle) {
        return bundle.getLocation().contains(SUM);
    }

    /**
     * Returns the name of the jar in this folder from which a deployer or the shell installed the bundle; empty if the
     * bundle was installed from elsewhere.
     */
    static Optional<String> nameIn(Path folder, Bundle bundle) {
        return path(bundle.getLocation())
                .filter(jar -> isSame(folder, jar.getParent()))
                .map(jar -> jar.getFileName().toString())
                .filter(DeployFolder::isPluginName);
    }

    private static Optional<Path> path(String location) {
        if (!location.startsWith("file:")) {
            return Optional.empty();
        }
        int sum = location.lastIndexOf(SUM);
        try {
            URI uri = URI.create(sum < 0 ? location : location.substring(0, sum));
            String path = uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath(); // opaque: file:deploy/x.jar
            return Optional.of(Path.of(path).toAbsolutePath().normalize());
        } catch (IllegalArgumentException e) { // the location does not name a file
            return Optional.empty();
        }
    }

    /**
     * Returns whether two paths denote the same folder. Symbolic links are followed, because {@code /opt/nephometer}
     * may be one.
     */
    private static boolean isSame(Path folder, Path other) {
        try {
            return other != null && (folder.equals(other) || Files.isSameFile(folder, other));
        } catch (IOException e) { // one of them does not exist
            return false;
        }
    }
}
