package io.nephometer.hypervisor.libvirt.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * The subset of the running domains that is read by a single call.
 *
 * @param number the number of this shard, starting from 0
 * @param count the number of shards
 * @param excluded the UUIDs of domains that are left out because they do not answer or need not be read
 */
public record DomainShard(int number, int count, Set<String> excluded) {

    public static final DomainShard ALL = new DomainShard(0, 1, Set.of());

    public DomainShard {
        excluded = Set.copyOf(excluded);
    }

    /** Returns whether this shard contains all running domains. */
    public boolean isAll() {
        return count == 1 && excluded.isEmpty();
    }

    public boolean contains(String uuid) {
        int hash = uuid.hashCode() * 0x9E3779B9; // the multiplication distributes consecutive UUIDs over the shards
        return (hash >>> 16) % count == number && !excluded.contains(uuid);
    }

    /** Returns a copy of this shard without the given domains. */
    public DomainShard excluding(Set<String> uuids) {
        Set<String> all = new HashSet<>(excluded);
        all.addAll(uuids);
        return new DomainShard(number, count, all);
    }
}
