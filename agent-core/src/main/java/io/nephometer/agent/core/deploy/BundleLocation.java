package io.nephometer.agent.core.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * Where the framework thinks that a plugin comes from: the URL of its file, so that the shell's {@code update} finds it,
 * with the sum of what is installed of it, so that two versions of a file can be there while one replaces the other, and a
 * deployer that begins anew knows what it finds.
 */
final class BundleLocation {

    private static final String SUM = "?sha256=";

    private BundleLocation() {}

    static String of(Path file, String sha256) {
        return file.toUri() + SUM + sha256;
    }

    /** Whether the launcher installed it from {@code bundles/}. */
    static boolean isPlatform(Bundle bundle) {
        return bundle.getBundleId() == 0 || bundle.getLocation().startsWith("reference:");
    }

    /** Whether a deployer installed it: its location says what content it has. */
    static boolean hasSum(Bundle bundle) {
        return bundle.getLocation().contains(SUM);
    }

    /** The name of the jar in the folder that it was installed from, by a deployer or in the shell. */
    static Optional<String> nameIn(Path folder, Bundle bundle) {
        return path(bundle.getLocation())
                .filter(jar -> isSame(folder, jar.getParent()))
                .map(jar -> jar.getFileName().toString())
                .filter(DeployFolder::isLookedAt);
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
        } catch (IllegalArgumentException e) { // not one that names a file
            return Optional.empty();
        }
    }

    /** Also through a link, as {@code /opt/nephometer} may be one. */
    private static boolean isSame(Path folder, Path other) {
        try {
            return other != null && (folder.equals(other) || Files.isSameFile(folder, other));
        } catch (IOException e) { // one of them is not there
            return false;
        }
    }
}
