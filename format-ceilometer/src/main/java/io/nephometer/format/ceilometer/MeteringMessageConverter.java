package io.nephometer.format.ceilometer;

import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Sample;
import io.nephometer.format.json.value.JsonValueWriter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts samples to metering messages that have the same form as the messages from Ceilometer's own agents. */
final class MeteringMessageConverter {

    private static final String SOURCE = "openstack"; // the default of Ceilometer's option sample_source
    private static final double BILLION = 1e9;
    private static final DateTimeFormatter WITH_FRACTION = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private MeteringMessageConverter() {}

    static Map<String, Object> of(Sample sample, String id, MessageSigner signer) {
        Owner owner = sample.resource().owner();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("source", SOURCE);
        message.put("counter_name", sample.meter().name());
        message.put("counter_type", sample.meter().type().toString());
        message.put("counter_unit", sample.meter().unit());
        message.put("counter_volume", sample.volume());
        message.put("user_id", owner.userId());
        message.put("user_name", owner.userName());
        message.put("project_id", owner.projectId());
        message.put("project_name", owner.projectName());
        message.put("resource_id", sample.resource().id());
        message.put("timestamp", timestamp(sample.read().wall()));
        message.put("resource_metadata", JsonValueWriter.metadata(sample));
        message.put("message_id", id);
        message.put("monotonic_time", seconds(sample.read()));
        message.put("message_signature", signer.sign(message));
        return message;
    }

    /** Returns a UTC time as text without a time zone. As in Python, a fractional part of zero is omitted. */
    private static String timestamp(Instant wall) {
        LocalDateTime time = LocalDateTime.ofInstant(wall.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
        return (time.getNano() == 0 ? WHOLE : WITH_FRACTION).format(time);
    }

    private static double seconds(Moment read) {
        return read.nanos() / BILLION;
    }
}
