package io.nephometer.agent.core.plugin;

import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The bundles that are installed, by what the shell calls them: a number, a symbolic name, or one of ours for short. */
public record BundleNames(BundleContext context) {

    private static final String OURS = "io.nephometer.";

    /** {@code pollster.disk} for {@code io.nephometer.pollster.disk}. */
    public static String nameOf(Bundle bundle) {
        String name = bundle.getSymbolicName();
        if (name == null) { // a jar that is no bundle can be installed
            return String.valueOf(bundle.getBundleId());
        }
        return shortened(name);
    }

    /** Ours without what all of ours begin with. */
    static String shortened(String name) {
        return name.startsWith(OURS) ? name.substring(OURS.length()) : name;
    }

    public List<String> names() {
        return Arrays.stream(context.getBundles()).map(BundleNames::nameOf).toList();
    }

    /** @throws IllegalArgumentException if there is none */
    public Bundle find(String text) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> text.equals(String.valueOf(bundle.getBundleId()))
                        || text.equals(bundle.getSymbolicName())
                        || text.equals(nameOf(bundle)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bundle " + text + ": see lb"));
    }
}
