package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;

/** Adds values to the statistics of a domain when they are read. */
public interface StatsEnricher {

    /**
     * Adds to the statistics of one domain, or leaves them as they are.
     *
     * @param id the domain's id at libvirt
     * @param stats the statistics that libvirt returned
     * @param read the time at which the statistics were read
     */
    void enrich(String uuid, int id, Stats.Builder stats, Moment read);
}
