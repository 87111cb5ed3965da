package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.Map;

/**
 * A source of statistics. Sources form a chain: each source reads what it can and leaves the rest to the next source.
 */
public interface StatsSource {

    /** Returns the statistics, keyed by the UUID of the domain. Statistics that could not be read are omitted. */
    Map<String, Stats> read(StatsQuery query) throws IOException;
}
