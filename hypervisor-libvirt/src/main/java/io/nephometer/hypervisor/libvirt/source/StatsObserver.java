package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;

/** Sees the statistics of each domain when they are read, and may add to them. */
public interface StatsObserver {

    /** @param stats what libvirt returned; the observer may add to it */
    void observe(String uuid, int id, Stats.Builder stats, Moment read);
}
