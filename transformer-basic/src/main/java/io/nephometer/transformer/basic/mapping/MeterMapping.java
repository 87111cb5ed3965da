package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which meter a meter becomes. Meters are few: each is worked out once. */
public final class MeterMapping {

    private static final int MOST_KNOWN = 10_000;

    private final AttributeMapping name;
    private final AttributeMapping unit;
    private final Optional<Meter.Type> type;
    private final Map<Meter, Meter> known = new HashMap<>();

    private MeterMapping(AttributeMapping name, AttributeMapping unit, Optional<Meter.Type> type) {
        this.name = name;
        this.unit = unit;
        this.type = type;
    }

    public static MeterMapping of(TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        return new MeterMapping(name(source, target), unit(source, target), target.type("type"));
    }

    /** A mapping of the name only, to a meter of this type. */
    public static MeterMapping ofName(TransformerParameters source, TransformerParameters target, Meter.Type type)
            throws ParameterException {
        return new MeterMapping(name(source, target), unit -> unit, Optional.of(type));
    }

    private static AttributeMapping name(TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        return AttributeMapping.of("name", target.meterName("name"), source, target);
    }

    private static AttributeMapping unit(TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        return AttributeMapping.of("unit", target.text("unit"), source, target);
    }

    /** @throws IllegalArgumentException if the name that it makes is no meter name */
    public Meter of(Meter source) {
        Meter target = known.get(source);
        if (target == null) {
            target = new Meter(
                    name.of(source.name()), type.orElse(source.type()), unit.of(source.unit()), Optional.empty());
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(source, target);
        }
        return target;
    }
}
