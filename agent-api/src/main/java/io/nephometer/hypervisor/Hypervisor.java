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
 * The host's hypervisor. It is always there as a service and connects when it is asked; while it cannot be reached each
 * question fails. May be asked by several threads; a question that gets no answer fails after a deadline.
 */
@ProviderType
public interface Hypervisor {

    /** Statistics that are read together, as libvirt groups them. The expensive ones ask each virtual machine's monitor. */
    enum Group {
        STATE,
        /** What the machine used of the host's processors. */
        CPU,
        BALLOON,
        /** How many processors the machine has, what each of them used and how long it waited. */
        VCPU,
        INTERFACE,
        BLOCK,
        /**
         * Which disk's error stopped a machine: each is a {@code diskerror} with its {@code name} and, as {@code error},
         * libvirt's virDomainDiskErrorCode. Of machines that no such error stopped nothing is asked.
         */
        DISKERROR,
        PERF,
        /** How the threads that serve disks look for work. */
        IOTHREAD,
        /** How fast memory is written, where an operator had it calculated. */
        DIRTYRATE,
        /** What KVM counts of the machine and of each of its processors: halt polling, exits, flushes. */
        VM
    }

    /** All domains that are defined or run, in one question whatever their number. */
    List<Domain> domains() throws IOException;

    /** The domain's XML, as libvirt describes it without secrets; empty if the domain is gone. */
    Optional<String> xml(Domain domain) throws IOException;

    /**
     * The statistics of all running domains, by their UUID; of all domains if nothing but {@link Group#STATE} is asked. A
     * domain or a value that could not be read is missing, never zero.
     */
    Map<String, Stats> stats(Set<Group> groups) throws IOException;

    /**
     * Gives a reader each resource of a turn that has {@link #stats statistics}, and them; asks nothing if there is no
     * group. What was read in another life of the instance than the one that discovery found is left out. A resource
     * whose life is not known (incarnation 0) is given in the one that was read.
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

    /** The lower half of an instance's incarnation is the domain's id. */
    private static Resource living(Resource resource, long life) {
        if (life < 0 || (int) resource.incarnation() == life) {
            return resource;
        }
        return resource.incarnation() == 0 ? resource.in(life) : null;
    }

    /** Returns one line about where it connects to and whether it is connected, for operators. */
    String status();

    /**
     * What a reading cost.
     *
     * @param groups that were read together
     * @param way where they were read: {@code libvirt}, or a file of the host
     * @param took without the wait for other readings
     * @param domains the number of domains that it returned
     */
    record Cost(Set<Group> groups, String way, Duration took, int domains) {

        public Cost {
            groups = Set.copyOf(groups);
        }
    }

    /** The last reading of each group, for the operator's eyes. */
    default List<Cost> costs() {
        return List.of();
    }

    /**
     * How many bytes interfaces carried since the first reading while it was not known whose they were: before the first
     * sample of an incarnation, and since the last one of the interface's incarnation before. They are in no instance's
     * account.
     */
    default long unaccountedBytes() {
        return 0;
    }
}
