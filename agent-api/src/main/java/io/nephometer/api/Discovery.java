package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that finds the resources that pollsters poll. */
@ConsumerType
public interface Discovery {

    /** Returns the name that pipeline.yaml and pollsters use, for example {@code local_instances}. */
    String name();

    /**
     * Returns the resources that exist now. Called once a tick of each interval, for several intervals at once. It
     * should return the same objects again if nothing has changed.
     *
     * @param parameter what follows the name in pipeline.yaml ({@code name://parameter}), otherwise empty
     * @param host the host that the agent runs on
     * @throws IOException if the resources cannot be determined now; jobs that need them are skipped until the next
     *     tick
     */
    List<Resource> discover(String parameter, Resource host) throws IOException;
}
