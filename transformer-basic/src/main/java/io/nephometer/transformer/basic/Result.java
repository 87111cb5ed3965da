package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import java.util.Optional;

/** The meter of what arithmetic makes: what is not given is that of the first meter in the expression. */
record Result(Optional<String> name, Optional<Meter.Type> type, Optional<String> unit) {

    Meter of(Meter reference) {
        return new Meter(
                name.orElse(reference.name()),
                type.orElse(reference.type()),
                unit.orElse(reference.unit()),
                Optional.empty());
    }
}
