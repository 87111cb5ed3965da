package io.nephometer.agent.core.deploy;

import java.nio.file.Path;
import org.osgi.framework.Bundle;

/**
 * Where the framework thinks that a plugin comes from: the URL of its file, so that the shell's {@code update} finds it,
 * with the sum of what is installed of it, so that two versions of a file can be there while one replaces the other, and a
 * deployer that begins anew knows what it finds.
 */
final class Location {

    private static final String SUM = "?sha256=";

    private Location() {}

    static String of(Path file, String sha256) {
        return file.toUri() + SUM + sha256;
    }

    /** Whether the launcher installed it from {@code bundles/}. */
    static boolean isPlatform(Bundle bundle) {
        return bundle.getBundleId() == 0 || bundle.getLocation().startsWith("reference:");
    }

    static boolean isIn(Path folder, Bundle bundle) {
        return bundle.getLocation().contains(SUM) && path(bundle).getParent().equals(folder);
    }

    /** The file's name, of a plugin; else the location. */
    static String name(Bundle bundle) {
        return bundle.getLocation().contains(SUM) ? path(bundle).getFileName().toString() : bundle.getLocation();
    }

    private static Path path(Bundle bundle) {
        String location = bundle.getLocation();
        return Path.of(java.net.URI.create(location.substring(0, location.lastIndexOf(SUM))));
    }
}
