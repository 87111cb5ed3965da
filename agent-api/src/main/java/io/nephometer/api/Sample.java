package io.nephometer.api;

import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;

/**
 * One reading of one meter on one resource.
 *
 * @param volume a Long, Integer or (above 2^63) BigInteger as it was read, a Double where it was computed
 * @param read when it was read, not when its turn began
 * @param metadata what is known of this sample beside the metadata of its resource
 */
public record Sample(Meter meter, Resource resource, Number volume, Moment read, Map<String, Object> metadata) {

    public Sample {
        Objects.requireNonNull(meter);
        Objects.requireNonNull(resource);
        Objects.requireNonNull(read);
        metadata = Map.copyOf(metadata);
    }

    public static Sample of(Meter meter, Resource resource, Number volume, Moment read) {
        return new Sample(meter, resource, volume, read, Map.of());
    }

    /** Whether the volume is a finite number and, for a cumulative meter, not negative. */
    public boolean isSound() {
        boolean number = volume instanceof Long
                || volume instanceof Integer
                || volume instanceof BigInteger
                || (volume instanceof Double d && Double.isFinite(d));
        return number && (meter.type() != Meter.Type.CUMULATIVE || volume.doubleValue() >= 0);
    }
}
