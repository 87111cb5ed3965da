package io.nephometer.hypervisor.libvirt.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * The running guests that a question is about: one of so many parts of them, without those that surely do not answer
 * or need not.
 *
 * @param number from 0
 * @param without UUIDs
 */
public record DomainShard(int number, int of, Set<String> without) {

    public static final DomainShard WHOLE = new DomainShard(0, 1, Set.of());

    public DomainShard {
        without = Set.copyOf(without);
    }

    public boolean isWhole() {
        return of == 1 && without.isEmpty();
    }

    public boolean contains(String uuid) {
        int hash = uuid.hashCode() * 0x9E3779B9; // UUIDs that are counted up would fall into one part
        return (hash >>> 16) % of == number && !without.contains(uuid);
    }

    public DomainShard without(Set<String> more) {
        Set<String> all = new HashSet<>(without);
        all.addAll(more);
        return new DomainShard(number, of, all);
    }
}
