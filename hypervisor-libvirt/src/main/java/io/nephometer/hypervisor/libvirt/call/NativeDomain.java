package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.disk.BlockInfo;
import io.nephometer.hypervisor.libvirt.disk.BlockInfoSource;
import io.nephometer.hypervisor.libvirt.domain.RunningDomain;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A domain in libvirt's memory, with what a call returned for it. Valid only while a reader reads it. */
final class NativeDomain implements BlockInfoSource {

    /** Converts a domain. */
    interface Reader<T> {
        T read(NativeDomain domain, Moment time);
    }

    private final DomainCalls calls;
    private final Pointer domain;
    private final Supplier<Stats.Builder> stats;

    NativeDomain(DomainCalls calls, Pointer domain, Supplier<Stats.Builder> stats) {
        this.calls = calls;
        this.domain = domain;
        this.stats = stats;
    }

    String uuid() {
        return calls.uuid(domain);
    }

    /** Returns the id of the domain; -1 while the domain is shut off. */
    int id() {
        return calls.id(domain);
    }

    RunningDomain identity() {
        return new RunningDomain(calls.uuid(domain), calls.id(domain), calls.name(domain));
    }

    /** Returns how long the monitor has been processing a command; empty if it waits for one. Touches no monitor. */
    Optional<Duration> busy() {
        return calls.busy(domain);
    }

    /**
     * Returns the error of each disk that has one, by the disk's name; none if the monitor is busy, because the call
     * would wait.
     */
    Map<String, Integer> diskErrors() {
        return busy().isPresent() ? Map.of() : calls.diskErrors(domain);
    }

    @Override
    public boolean isMonitorFree() {
        return busy().isEmpty();
    }

    @Override
    public Optional<BlockInfo> blockInfo(String disk) {
        return calls.blockInfo(domain, disk);
    }

    Stats.Builder stats() {
        return stats.get();
    }
}
