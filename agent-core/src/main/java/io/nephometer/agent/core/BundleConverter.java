package io.nephometer.agent.core;

import java.util.Arrays;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What the shell's {@code start}, {@code stop}, {@code update} and {@code uninstall} take for a bundle, and how one is shown. */
@Component(service = Converter.class, property = "osgi.converter.classes=org.osgi.framework.Bundle")
public final class BundleConverter implements Converter {

    private static final String OURS = "io.nephometer.";

    private final BundleContext context;

    @Activate
    public BundleConverter(BundleContext context) {
        this.context = context;
    }

    /** By id, or by symbolic name: {@code io.nephometer.pollster.disk}, or {@code pollster.disk} for short. */
    @Override
    public Object convert(Class<?> desired, Object in) {
        if (desired != Bundle.class) {
            return null;
        }
        String text = String.valueOf(in);
        return Arrays.stream(context.getBundles())
                .filter(bundle -> text.equals(String.valueOf(bundle.getBundleId()))
                        || text.equals(bundle.getSymbolicName())
                        || (OURS + text).equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bundle " + text + ": see lb"));
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        return target instanceof Bundle bundle
                ? bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + " "
                        + state(bundle.getState())
                : null;
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.UNINSTALLED -> "uninstalled";
            default -> "installed";
        };
    }
}
