package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which meter a meter becomes. Meters are few: each is worked out once. */
final class Mapping {

    private static final int MOST_KNOWN = 10_000;

    private final Attribute name;
    private final Attribute unit;
    private final Optional<Meter.Type> type;
    private final Map<Meter, Meter> known = new HashMap<>();

    private Mapping(Attribute name, Attribute unit, Optional<Meter.Type> type) {
        this.name = name;
        this.unit = unit;
        this.type = type;
    }

    static Mapping of(Parameters source, Parameters target) throws ParameterException {
        return new Mapping(name(source, target), unit(source, target), target.type("type"));
    }

    /** A mapping of the name only, to a meter of this type. */
    static Mapping ofName(Parameters source, Parameters target, Meter.Type type) throws ParameterException {
        return new Mapping(name(source, target), unit -> unit, Optional.of(type));
    }

    private static Attribute name(Parameters source, Parameters target) throws ParameterException {
        return Attribute.of("name", target.meterName("name"), source, target);
    }

    private static Attribute unit(Parameters source, Parameters target) throws ParameterException {
        return Attribute.of("unit", target.text("unit"), source, target);
    }

    /** @throws IllegalArgumentException if the name that it makes is not a valid meter name */
    Meter of(Meter source) {
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
