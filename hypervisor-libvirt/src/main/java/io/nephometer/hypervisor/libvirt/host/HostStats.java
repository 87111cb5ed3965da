package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Statistics from files of the host, for those domains whose values were verified against libvirt's. */
public interface HostStats {

    /**
     * A reading of the host.
     *
     * @param stats the statistics of the verified domains
     * @param running the running domains; may be empty if the host showed all of them
     */
    record Reading(Map<String, Stats> stats, List<Domain> running) {}

    /** Returns whether the files of the host contain these groups, and can be trusted now. */
    boolean canRead(Set<Group> groups);

    Reading read(Set<Group> groups) throws IOException;

    /** Returns whether verifying these domains might succeed where it failed before. */
    boolean isVerificationDue(List<Domain> running);

    /** Returns the statistics of the next source, and compares them with what the host shows before and after. */
    Map<String, Stats> verify(List<Domain> running, StatsQuery query, StatsSource next) throws IOException;

    /** Discards the verifications of all domains except the given ones. */
    void retain(Collection<String> uuids);
}
