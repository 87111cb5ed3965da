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
 * The host's hypervisor. The service is always registered and connects to the hypervisor when a method is called. A
 * call fails if the hypervisor cannot be reached or does not respond within a time limit. Implementations are
 * thread-safe.
 */
@ProviderType
public interface Hypervisor {

    /**
     * A group of statistics that are read together, as defined by libvirt. Reading an expensive group requires a query
     * to the monitor of each virtual machine.
     */
    enum Group {
        STATE,
        /** The processor time that a domain has used on the host. */
        CPU,
        BALLOON,
        /** The number of virtual processors in a domain, and each processor's running and waiting times. */
        VCPU,
        INTERFACE,
        BLOCK,
        /**
         * The disks whose errors have stopped a domain. Each disk is represented by a {@code diskerror} with a
         * {@code name} and an {@code error}, which is a value of libvirt's virDomainDiskErrorCode. Only domains that
         * were stopped by a disk error are queried.
         */
        DISKERROR,
        PERF,
        /** The polling settings of the threads that process disk requests. */
        IOTHREAD,
        /** The rate at which a domain writes to memory, if the calculation of this rate has been started. */
        DIRTYRATE,
        /**
         * KVM's counters for a domain and for each of its virtual processors, for example for halt polling, exits and
         * flushes.
         */
        VM
    }

    /** Returns all domains that are defined or running, using a single request. */
    List<Domain> domains() throws IOException;

    /**
     * Returns libvirt's XML description of the domain, without secrets, or an empty {@code Optional} if the domain no
     * longer exists.
     */
    Optional<String> xml(Domain domain) throws IOException;

    /**
     * Returns the statistics of all running domains, or of all domains if only {@link Group#STATE} is requested. The
     * keys of the map are the domains' UUIDs. A domain or a value that could not be read is omitted rather than
     * reported as zero.
     */
    Map<String, Stats> stats(Set<Group> groups) throws IOException;

    /**
     * Passes each resource that has {@link #stats statistics} to a reader, together with those statistics. Does nothing
     * if no groups are given. Statistics are skipped if they belong to a different incarnation of the resource than the
     * one discovered. A resource whose incarnation is not known (0) is passed with the incarnation from the statistics.
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
     * Returns the resource with the incarnation that was read. Returns null if the incarnations of the resource and the
     * statistics are both known but differ. The lower half of an instance's incarnation is the domain's ID.
     */
    private static Resource living(Resource resource, long life) {
        if (life < 0 || (int) resource.incarnation() == life) {
            return resource;
        }
        return resource.incarnation() == 0 ? resource.in(life) : null;
    }

    /**
     * Returns a one-line status for operators, consisting of the hypervisor's address and the state of the connection.
     */
    String status();

    /**
     * The cost of a reading.
     *
     * @param groups the groups that were read together
     * @param way the source of the statistics: {@code libvirt}, or a file on the host
     * @param took the duration of the reading, excluding the time spent waiting for other readings
     * @param domains the number of domains that the reading covered
     */
    record Cost(Set<Group> groups, String way, Duration took, int domains) {

        public Cost {
            groups = Set.copyOf(groups);
        }
    }

    /** Returns the cost of each group's latest reading, for display to operators. */
    default List<Cost> costs() {
        return List.of();
    }

    /**
     * Returns the number of bytes that have been transferred since the first reading but cannot be attributed to any
     * instance. Bytes cannot be attributed if they are transferred between the last sample of one incarnation and the
     * first sample of the next incarnation.
     */
    default long unaccountedBytes() {
        return 0;
    }
}
