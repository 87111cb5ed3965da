package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the running domains without touching any of their monitors. */
public interface DomainReader {

    /** Returns the domains that run. */
    List<Domain> running() throws IOException;

    /**
     * Returns statistics of all running domains, with what the enricher added to each.
     *
     * @param groups groups that {@link StatsQuery#areMonitorFree} accepts; if there are none, only the enricher's
     *     values are returned
     */
    Map<String, Stats> read(Set<Group> groups, StatsEnricher enricher) throws IOException;
}
