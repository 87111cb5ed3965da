package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Maps one meter to another. The result of each mapping is cached because there are few meters. */
public final class MeterMapping {

    private static final int MAX_KNOWN = 10_000;

    private final MeterAttributeMapping name;
    private final MeterAttributeMapping unit;
    private final Optional<Meter.Type> type;
    private final Map<Meter, Meter> known = new HashMap<>();

    private MeterMapping(MeterAttributeMapping name, MeterAttributeMapping unit, Optional<Meter.Type> type) {
        this.name = name;
        this.unit = unit;
        this.type = type;
    }

    public static MeterMapping of(TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        return new MeterMapping(name(source, target), unit(source, target), target.type("type"));
    }

    /** Returns a mapping that changes the name of a meter and sets its type, but keeps its unit. */
    public static MeterMapping ofName(TransformerParameters source, TransformerParameters target, Meter.Type type)
            throws ParameterException {
        return new MeterMapping(name(source, target), unit -> unit, Optional.of(type));
    }

    private static MeterAttributeMapping name(TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        return MeterAttributeMapping.of("name", target.meterName("name"), source, target);
    }

    private static MeterAttributeMapping unit(TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        return MeterAttributeMapping.of("unit", target.text("unit"), source, target);
    }

    /**
     * Returns the meter to which the source is mapped.
     *
     * @throws IllegalArgumentException if the mapped name is not a valid meter name
     */
    public Meter map(Meter source) {
        Meter target = known.get(source);
        if (target == null) {
            target = new Meter(
                    name.apply(source.name()), type.orElse(source.type()), unit.apply(source.unit()), Optional.empty());
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            known.put(source, target);
        }
        return target;
    }
}
