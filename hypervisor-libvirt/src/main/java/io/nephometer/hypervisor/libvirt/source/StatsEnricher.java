package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;

/** Adds values to a domain's statistics while the statistics are being read. */
public interface StatsEnricher {

    /**
     * Adds values to the statistics of one domain, or leaves the statistics unchanged.
     *
     * @param id the domain's ID in libvirt
     * @param stats the builder that contains the statistics returned by libvirt
     * @param read the time at which the statistics were read
     */
    void enrich(String uuid, int id, Stats.Builder stats, Moment read);
}
