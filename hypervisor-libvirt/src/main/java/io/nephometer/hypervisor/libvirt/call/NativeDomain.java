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

/**
 * A native libvirt domain, together with the statistics that a call returned for the domain. The object is valid only
 * until the reader that receives it returns.
 */
final class NativeDomain implements BlockInfoSource {

    /** Converts a native domain into a Java object. */
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

    /** Returns the ID of the domain, or -1 if the domain is shut off. */
    int id() {
        return calls.id(domain);
    }

    RunningDomain identity() {
        return new RunningDomain(calls.uuid(domain), calls.id(domain), calls.name(domain));
    }

    /**
     * Returns how long the domain's monitor has been processing its current command, or an empty {@code Optional} if
     * the monitor is idle. This method does not access the monitor.
     */
    Optional<Duration> busy() {
        return calls.busy(domain);
    }

    /**
     * Returns the error code of each failed disk, keyed by disk name. The map is empty if the monitor is busy, because
     * the query would have to wait.
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
