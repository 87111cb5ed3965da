package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that finds resources for pollsters to poll. */
@ConsumerType
public interface Discovery {

    /**
     * Returns the name by which pipeline.yaml and pollsters refer to this discovery, for example
     * {@code local_instances}. The name consists of letters, digits and the characters {@code _ . + -}.
     */
    String name();

    /**
     * Returns the resources that currently exist. For each interval, the agent calls this method once per turn; calls
     * for different intervals can be concurrent. If nothing has changed since the previous call, an implementation
     * should return the same objects again.
     *
     * @param parameter the text that follows {@code name://} in pipeline.yaml, or an empty string if there is no such
     *     text
     * @param host the host on which the agent runs
     * @throws IOException if the resources cannot currently be determined; jobs that need the resources are skipped
     *     until the next tick
     */
    List<Resource> discover(String parameter, Resource host) throws IOException;
}
