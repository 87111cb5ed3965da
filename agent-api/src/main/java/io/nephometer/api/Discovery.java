package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that finds the resources that pollsters poll. */
@ConsumerType
public interface Discovery {

    /** As pipeline.yaml and pollsters call it, for example {@code local_instances}. */
    String name();

    /**
     * What is there now. Called once a tick of each interval, for several intervals at once. Where nothing has changed
     * it returns the same objects again.
     *
     * @param parameter what follows the name in pipeline.yaml ({@code name://parameter}), else empty
     * @param host the host that the agent runs on
     * @throws IOException when it cannot be known now; what needs it is skipped until the next tick
     */
    List<Resource> discover(String parameter, Resource host) throws IOException;
}
