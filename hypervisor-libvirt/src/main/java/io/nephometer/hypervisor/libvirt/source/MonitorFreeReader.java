package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists the running domains and reads their statistics without accessing any monitor. */
public interface MonitorFreeReader {

    /** Returns the running domains on the host. */
    List<Domain> running() throws IOException;

    /**
     * Returns the statistics of all running domains, including the values that the enricher adds to each domain.
     *
     * @param groups the groups to read, all of which must be accepted by {@link StatsQuery#areMonitorFree}; if the set
     *     is empty, only the enricher's values are returned
     */
    Map<String, Stats> read(Set<Group> groups, StatsEnricher enricher) throws IOException;
}
