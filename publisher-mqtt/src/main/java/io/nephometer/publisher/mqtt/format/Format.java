package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import java.util.List;

/** How a batch becomes messages: each sample is in one of them. */
public interface Format {

    List<Message> encode(Batch batch);
}
