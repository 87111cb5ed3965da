package io.nephometer.format.json;

import io.nephometer.api.Origin;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import org.osgi.service.component.annotations.Component;

/** Provides the {@code json} format. */
@Component(name = "io.nephometer.format.json")
public final class JsonFormatFactory implements FormatFactory {

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Format open(Origin origin) {
        return new JsonFormat(origin);
    }
}
