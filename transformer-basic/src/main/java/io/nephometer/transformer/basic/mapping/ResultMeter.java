package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.Meter;
import java.util.Optional;

/** The meter of a computed sample. Missing attributes are taken from the first meter in the expression. */
public record ResultMeter(Optional<String> name, Optional<Meter.Type> type, Optional<String> unit) {

    public Meter of(Meter reference) {
        return new Meter(
                name.orElse(reference.name()),
                type.orElse(reference.type()),
                unit.orElse(reference.unit()),
                Optional.empty());
    }
}
