package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The origin of a publisher's messages, which each message and status report identifies. */
@ProviderType
public interface Origin {

    /** Returns the name of the host. */
    String host();

    /** Returns the route's name, made of the sink's name and the scheme: {@code meter_sink.mqtt}. */
    String route();

    /** Returns the identifier of this run of the agent, which is different after each start. */
    String epoch();

    /** Returns the version of the agent. */
    String version();

    /** Returns the name and version of each running plugin: {@code pollster.cpu 0.1.0}. */
    List<String> plugins();
}
