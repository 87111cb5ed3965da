package io.nephometer.format.json;

import io.nephometer.api.Origin;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import org.osgi.service.component.annotations.Component;

/** Provides the {@code jsonl} format. */
@Component(name = "io.nephometer.format.jsonl")
public final class JsonLinesFormatFactory implements FormatFactory {

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public Format open(Origin origin) {
        return new JsonLinesFormat(origin);
    }
}
