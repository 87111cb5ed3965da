package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.OptionalGroups;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Statistics that the host shows itself, of those instances of which libvirt's own have proven to be the same. */
public interface HostStats {

    /** Whether another comparison might show more of these than the last one did. */
    boolean isWorthAProof(List<Domain> running);

    /** libvirt's answer about these instances, compared with what the host shows before and after it. */
    Map<String, Stats> prove(List<Domain> running, Set<Group> groups, OptionalGroups.Read libvirt) throws IOException;

    /** Forgets all but these UUIDs. */
    void keep(Collection<String> uuids);
}
