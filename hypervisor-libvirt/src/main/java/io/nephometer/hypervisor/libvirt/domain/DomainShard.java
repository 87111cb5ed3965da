package io.nephometer.hypervisor.libvirt.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * The part of the running domains that one call reads.
 *
 * @param number the number of this shard, from 0
 * @param count the number of shards
 * @param excluded UUIDs of domains that are left out, because they do not answer or need not be read
 */
public record DomainShard(int number, int count, Set<String> excluded) {

    public static final DomainShard ALL = new DomainShard(0, 1, Set.of());

    public DomainShard {
        excluded = Set.copyOf(excluded);
    }

    /** Returns whether all running domains are in this shard. */
    public boolean isAll() {
        return count == 1 && excluded.isEmpty();
    }

    public boolean contains(String uuid) {
        int hash = uuid.hashCode() * 0x9E3779B9; // consecutive UUIDs would fall into one shard
        return (hash >>> 16) % count == number && !excluded.contains(uuid);
    }

    /** Returns this shard without these domains. */
    public DomainShard excluding(Set<String> uuids) {
        Set<String> all = new HashSet<>(excluded);
        all.addAll(uuids);
        return new DomainShard(number, count, all);
    }
}
