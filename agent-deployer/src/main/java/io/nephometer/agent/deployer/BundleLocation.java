package io.nephometer.agent.deployer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * The location string of a plugin's bundle: the URL of the plugin's file and the SHA-256 checksum of the installed
 * content. The URL lets the shell's {@code update} command find the file. The checksum makes the location unique so
 * that two versions of a plugin can be installed side by side while the new version replaces the old version. After a
 * restart, the deployer identifies the installed content by its checksum.
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

    /** Returns whether a deployer installed the bundle. Only a deployer adds a checksum to the location. */
    static boolean hasSum(Bundle bundle) {
        return bundle.getLocation().contains(SUM);
    }

    /**
     * Returns the name of the jar from which a deployer or the shell installed the bundle, or an empty result if the
     * jar is not in the given folder.
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
     * Returns whether two paths denote the same folder. Symbolic links are followed because {@code /opt/nephometer} may
     * be a symbolic link.
     */
    private static boolean isSame(Path folder, Path other) {
        try {
            return other != null && (folder.equals(other) || Files.isSameFile(folder, other));
        } catch (IOException e) { // one of the folders does not exist
            return false;
        }
    }
}
