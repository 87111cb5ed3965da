package io.nephometer.api;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One reading of one meter for one resource.
 *
 * @param volume the value of the reading: a Double if the volume was computed; otherwise a Long, an Integer or, for a
 *     large number, a BigInteger
 * @param read the time at which the volume was read, rather than the time at which the turn began
 * @param metadata the metadata of this sample, in addition to the metadata of its resource
 */
public record Sample(Meter meter, Resource resource, Number volume, Moment read, Map<String, Object> metadata) {

    /** The metadata key for the names of the devices whose values are added up in a total. */
    public static final String DEVICES = "device";

    public Sample {
        Objects.requireNonNull(meter);
        Objects.requireNonNull(resource);
        Objects.requireNonNull(read);
        metadata = Map.copyOf(metadata);
    }

    public static Sample of(Meter meter, Resource resource, Number volume, Moment read) {
        return new Sample(meter, resource, volume, read, Map.of());
    }

    /**
     * Returns the names of the devices whose values are added up in the volume, as listed in the metadata under
     * {@link #DEVICES}, or an empty set if the volume is not a total. Only totals of the same devices are comparable,
     * because adding a device adds its history to the total, and removing a device subtracts its history.
     */
    public Set<String> devices() {
        return metadata.get(DEVICES) instanceof Collection<?> names
                ? names.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** Returns whether the volume is a finite number and, for a cumulative meter, not negative. */
    public boolean isSound() {
        boolean number = volume instanceof Long
                || volume instanceof Integer
                || volume instanceof BigInteger
                || (volume instanceof Double d && Double.isFinite(d));
        return number && (meter.type() != Meter.Type.CUMULATIVE || volume.doubleValue() >= 0);
    }
}
