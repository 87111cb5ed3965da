package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The agent and the route that send a publisher's messages. Each message and each status report identifies the agent
 * and the route.
 */
@ProviderType
public interface Origin {

    /** Returns the name of the host. */
    String host();

    /** Returns the name of the route: the sink's name and the URL scheme, for example {@code meter_sink.mqtt}. */
    String route();

    /** Returns the identifier of the agent's current run. The identifier changes each time the agent starts. */
    String epoch();

    /** Returns the version of the agent. */
    String version();

    /** Returns the name and version of each running plugin, for example {@code pollster.cpu 0.1.0}. */
    List<String> plugins();
}
