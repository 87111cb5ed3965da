package io.nephometer.publisher.mqtt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.publisher.mqtt.address.TopicLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Creates the messages that report the agent's status on the {@code nephometer/HOST/status} topic. The status is
 * {@code online}, {@code offline} or {@code lost}.
 */
final class StatusMessages {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Origin origin;
    private final InstantSource clock;
    private final String topic;

    StatusMessages(Origin origin, InstantSource clock) {
        this.origin = origin;
        this.clock = clock;
        this.topic = "nephometer/" + TopicLevel.escape(origin.host()) + "/status";
    }

    /** Returns the names of the plugins that are currently running. */
    List<String> plugins() {
        return List.copyOf(origin.plugins());
    }

    Message online(List<String> plugins) {
        return message("online", plugins, true);
    }

    Message offline() {
        return message("offline", plugins(), true);
    }

    /**
     * Returns the will, which is the message that the broker publishes when the link breaks. The will contains no
     * timestamp, because the time at which the link will break is not known in advance.
     */
    Message lost() {
        return message("lost", plugins(), false);
    }

    private Message message(String state, List<String> plugins, boolean withTime) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(payload)) {
            json.writeStartObject();
            json.writeStringField("state", state);
            json.writeStringField("host", sound(origin.host()));
            json.writeStringField("epoch", origin.epoch());
            json.writeStringField("version", origin.version());
            json.writeArrayFieldStart("plugins");
            for (String plugin : plugins) {
                json.writeString(sound(plugin));
            }
            json.writeEndArray();
            if (withTime) {
                json.writeStringField("timestamp", TIMESTAMP.format(clock.instant()));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Message(topic, payload.toByteArray(), 0);
    }

    /** Replaces unpaired surrogates in a string, because UTF-8 cannot represent them. */
    private static String sound(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
