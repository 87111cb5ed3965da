package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import java.util.List;

/** Turns a batch into messages; each sample is in exactly one of them. */
public interface Format {

    List<Message> encode(Batch batch);
}
