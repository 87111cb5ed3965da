package io.nephometer.hypervisor;

import io.nephometer.api.Resource;
import io.nephometer.api.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The host's hypervisor. The service is always registered and connects when it is called. A call fails while the
 * hypervisor cannot be reached, and after a deadline if the hypervisor does not respond. Implementations are
 * thread-safe.
 */
@ProviderType
public interface Hypervisor {

    /**
     * A group of statistics that are read together, as defined by libvirt. Expensive groups query the monitor of each
     * virtual machine.
     */
    enum Group {
        STATE,
        /** The processor time that the domain has used on the host. */
        CPU,
        BALLOON,
        /** The number of the domain's virtual processors, and the time for which each of them ran and waited. */
        VCPU,
        INTERFACE,
        BLOCK,
        /**
         * The disks whose errors have stopped a domain. Each is a {@code diskerror} with its {@code name} and, as
         * {@code error}, libvirt's virDomainDiskErrorCode. Domains that were not stopped by a disk error are not
         * queried.
         */
        DISKERROR,
        PERF,
        /** The settings with which the threads that serve disks poll for work. */
        IOTHREAD,
        /** The rate at which the domain writes to memory, if its calculation has been started. */
        DIRTYRATE,
        /** KVM's counters of the domain and of each of its virtual processors: halt polling, exits, flushes. */
        VM
    }

    /** Returns all domains that are defined or running, with a single request. */
    List<Domain> domains() throws IOException;

    /** Returns the domain's XML, as libvirt describes it without secrets; empty if the domain no longer exists. */
    Optional<String> xml(Domain domain) throws IOException;

    /**
     * Returns the statistics of all running domains by their UUID, or of all domains if only {@link Group#STATE} is
     * requested. A domain or a value that could not be read is missing, never zero.
     */
    Map<String, Stats> stats(Set<Group> groups) throws IOException;

    /**
     * Passes each resource of a turn that has {@link #stats statistics}, together with the statistics, to a reader.
     * Does nothing if no groups are given. Statistics of an incarnation other than the one that discovery found are
     * skipped. A resource whose incarnation is not known (0) receives the incarnation that was read.
     */
    default void read(Set<Group> groups, Turn turn, BiConsumer<Resource, Stats> reader) throws IOException {
        if (groups.isEmpty()) {
            return;
        }
        Map<String, Stats> all = stats(groups);
        for (Resource resource : turn.resources()) {
            Stats stats = all.get(resource.id());
            Resource living = stats == null ? null : living(resource, stats.incarnation());
            if (living != null) {
                reader.accept(living, stats);
            }
        }
    }

    /**
     * Returns the resource in the incarnation that was read, or null if the resource has another one. The lower half of
     * an instance's incarnation is the domain's id.
     */
    private static Resource living(Resource resource, long life) {
        if (life < 0 || (int) resource.incarnation() == life) {
            return resource;
        }
        return resource.incarnation() == 0 ? resource.in(life) : null;
    }

    /** Returns one line for operators: the address of the hypervisor and whether the agent is connected to it. */
    String status();

    /**
     * The cost of a reading.
     *
     * @param groups the groups that were read together
     * @param way the source of the statistics: {@code libvirt}, or a file of the host
     * @param took the duration of the reading, excluding the time spent waiting for other readings
     * @param domains the number of domains that the reading covered
     */
    record Cost(Set<Group> groups, String way, Duration took, int domains) {

        public Cost {
            groups = Set.copyOf(groups);
        }
    }

    /** Returns the cost of the latest reading of each group, for display to operators. */
    default List<Cost> costs() {
        return List.of();
    }

    /**
     * Returns the number of bytes that interfaces have carried since the first reading but that cannot be attributed to
     * an instance, because they were carried between the last sample of one incarnation and the first sample of the
     * next.
     */
    default long unaccountedBytes() {
        return 0;
    }
}
