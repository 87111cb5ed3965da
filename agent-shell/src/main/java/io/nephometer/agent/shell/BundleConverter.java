package io.nephometer.agent.shell;

import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Converts the bundle names and IDs in the arguments of Felix's own commands, such as {@code which}, to bundles. The
 * converter also formats bundles for display.
 */
@Component(service = Converter.class, property = "osgi.converter.classes=org.osgi.framework.Bundle")
public final class BundleConverter implements Converter {

    private final BundleNames bundles;

    @Activate
    public BundleConverter(BundleContext context) {
        bundles = new BundleNames(context);
    }

    @Override
    public Object convert(Class<?> desired, Object in) {
        if (desired != Bundle.class) {
            return null;
        }
        return bundles.find(String.valueOf(in));
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
