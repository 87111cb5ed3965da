package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.Map;

/** A source of statistics. Sources form a chain: each reads what it can, and leaves the rest to the next one. */
public interface StatsSource {

    /** Returns statistics by the UUID of their domain. What could not be read is missing. */
    Map<String, Stats> read(StatsQuery query) throws IOException;
}
