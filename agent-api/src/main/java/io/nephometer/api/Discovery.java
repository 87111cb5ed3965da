package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that finds resources for pollsters to poll. */
@ConsumerType
public interface Discovery {

    /**
     * Returns the name by which pipeline.yaml and pollsters refer to this discovery, for example
     * {@code local_instances}.
     */
    String name();

    /**
     * Returns the resources that exist now. This method is called once in each turn of an interval, and concurrently
     * for several intervals. If nothing has changed, it should return the same objects as before.
     *
     * @param parameter the text after the name in pipeline.yaml ({@code name://parameter}); empty if there is none
     * @param host the host on which the agent runs
     * @throws IOException if the resources cannot be determined now; jobs that need them are skipped until the next
     *     tick
     */
    List<Resource> discover(String parameter, Resource host) throws IOException;
}
