package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.disk.BlockInfo;
import io.nephometer.hypervisor.libvirt.disk.DiskSizes;
import io.nephometer.hypervisor.libvirt.domain.RunningDomain;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A domain and what a call told of it, in libvirt's memory: good only while a reader reads it. */
final class NativeDomain implements DiskSizes.Question {

    /** Takes from an entry what is wanted. */
    interface Reader<T> {
        T read(NativeDomain entry, Moment read);
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

    /** -1 while the domain is shut off. */
    int id() {
        return calls.id(domain);
    }

    RunningDomain guest() {
        return new RunningDomain(calls.uuid(domain), calls.id(domain), calls.name(domain));
    }

    /** Since when its monitor works on a question; empty if it waits for one. Touches no monitor itself. */
    Optional<Duration> busy() {
        return calls.busy(domain);
    }

    /** The error of each disk that has one, by its name; none if the monitor is busy, for this call would wait for it. */
    Map<String, Integer> diskErrors() {
        return busy().isPresent() ? Map.of() : calls.diskErrors(domain);
    }

    @Override
    public boolean canBeAsked() {
        return busy().isEmpty();
    }

    @Override
    public Optional<BlockInfo> ask(String disk) {
        return calls.blockInfo(domain, disk);
    }

    Stats.Builder stats() {
        return stats.get();
    }
}
