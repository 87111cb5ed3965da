package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The agent and the route from which a publisher's messages come. Each message and each status report identifies them.
 */
@ProviderType
public interface Origin {

    /** Returns the name of the host. */
    String host();

    /**
     * Returns the name of the route, which consists of the sink's name and the URL scheme, for example {@code
     * meter_sink.mqtt}.
     */
    String route();

    /** Returns the identifier of this run of the agent, which changes at each start. */
    String epoch();

    /** Returns the version of the agent. */
    String version();

    /** Returns the name and version of each running plugin, for example {@code pollster.cpu 0.1.0}. */
    List<String> plugins();
}
