package io.nephometer.agent.shell;

import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Finds installed bundles by the names that the shell accepts. A name is a bundle ID, a symbolic name, or a symbolic
 * name without the prefix {@code io.nephometer.}.
 */
record BundleNames(BundleContext context) {

    private static final String OURS = "io.nephometer.";
    private static final int LONGEST_SHOWN = 100;

    /**
     * Returns the short name of a bundle, for example {@code pollster.disk} for {@code io.nephometer.pollster.disk}.
     */
    static String nameOf(Bundle bundle) {
        String name = bundle.getSymbolicName();
        if (name == null) { // the framework also accepts jars that are not bundles
            return String.valueOf(bundle.getBundleId());
        }
        return name.startsWith(OURS) ? name.substring(OURS.length()) : name;
    }

    /** Returns the short names of all installed bundles. */
    List<String> names() {
        return Arrays.stream(context.getBundles()).map(BundleNames::nameOf).toList();
    }

    /**
     * Returns the bundle with the given ID, symbolic name or short name.
     *
     * @throws IllegalArgumentException if no bundle has the given name or ID
     */
    Bundle find(String text) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> text.equals(String.valueOf(bundle.getBundleId()))
                        || text.equals(bundle.getSymbolicName())
                        || text.equals(nameOf(bundle)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bundle " + shortened(text) + ": see lb"));
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    }
}
