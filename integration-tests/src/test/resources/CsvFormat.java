package com.example.csv;

import io.nephometer.api.*;
import io.nephometer.format.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.osgi.service.component.annotations.Component;

@Component
public class CsvFormat implements FormatFactory {
    public String name() { return "csv"; }

    public Format open(Origin origin) { return CsvFormat::encode; }

    private static List<Payload> encode(Batch batch, int limit) {
        List<Payload> payloads = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        int samples = 0;
        for (Sample sample : batch.samples()) {
            String line = String.join(",", sample.read().wall().toString(), sample.meter().name(),
                    sample.resource().id(), sample.volume().toString()) + "\n";
            if (samples > 0 && lines.length() + line.length() > limit) {
                payloads.add(new Payload(lines.toString().getBytes(StandardCharsets.UTF_8), samples));
                lines.setLength(0);
                samples = 0;
            }
            lines.append(line);
            samples++;
        }
        payloads.add(new Payload(lines.toString().getBytes(StandardCharsets.UTF_8), samples));
        return payloads;
    }
}
