package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Where the messages of a publisher come from: what every message and the status of the agent say of it. */
@ProviderType
public interface Origin {

    String host();

    /** The route's name: the sink's and the scheme's, {@code meter_sink.mqtt}. */
    String route();

    /** Another one at each start of the agent. */
    String epoch();

    /** Of the agent. */
    String version();

    /** Name and version of each plugin that runs now: {@code pollster.cpu 0.1.0}. */
    List<String> plugins();
}
