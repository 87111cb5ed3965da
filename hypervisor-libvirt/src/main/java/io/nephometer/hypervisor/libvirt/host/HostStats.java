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

/**
 * A source that reads statistics from files on the host for domains whose values have been verified against libvirt's
 * values.
 */
public interface HostStats {

    /**
     * A reading of the statistics from files on the host.
     *
     * @param stats the statistics of the verified domains
     * @param running the running domains; the list may be empty if the files on the host covered all running domains
     */
    record Reading(Map<String, Stats> stats, List<Domain> running) {}

    /** Returns whether the files on the host contain the given groups and can currently be trusted. */
    boolean canRead(Set<Group> groups);

    Reading read(Set<Group> groups) throws IOException;

    /** Returns whether any of the given domains has no valid verification result and should be verified now. */
    boolean isVerificationDue(List<Domain> running);

    /**
     * Returns the statistics read from the next source after comparing them with the host's values from before and
     * after the reading.
     */
    Map<String, Stats> verify(List<Domain> running, StatsQuery query, StatsSource next) throws IOException;

    /** Discards the verifications of all domains except the given ones. */
    void retain(Collection<String> uuids);
}
