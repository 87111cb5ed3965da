package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Of which instances the host's own figures are libvirt's: each compared between two looks at the host, for one start of
 * the instance, while nothing of it has changed, and for a while.
 *
 * @param <T> where the host has an instance's figures
 */
final class SourceVerification<T> {

    static final Duration VALID = Duration.ofMinutes(10);

    /** Of one that failed: the instance may just have been starting. */
    static final Duration FAILED = Duration.ofMinutes(1);

    /** A question to libvirt. */
    interface Question {
        Map<String, Stats> ask() throws IOException;
    }

    /** @param <L> a look at the host */
    interface Comparison<L, T> {
        /** Where the host has what libvirt told, by looks before and after it; empty if nowhere. */
        Optional<T> compare(String uuid, L before, Stats told, L after);
    }

    private record Proof<T>(int domainId, long change, Instant when, Optional<T> where) {

        boolean isOf(int id, long lastChange, Instant now) {
            return domainId == id && change == lastChange && isValid(now);
        }

        boolean isValid(Instant now) {
            return Duration.between(when, now).abs().compareTo(where.isPresent() ? VALID : FAILED) < 0;
        }
    }

    private final ToLongFunction<String> changes;
    private final InstantSource clock;
    private final Map<String, Proof<T>> byUuid = new ConcurrentHashMap<>();

    /** @param changes the number of an instance's last change, by its UUID: another one ends its proof */
    SourceVerification(ToLongFunction<String> changes, InstantSource clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** Where the host has the instance's figures; empty if it is not known. */
    Optional<T> of(String uuid, int id) {
        Proof<T> proof = byUuid.get(uuid);
        return proof != null && proof.isOf(id, changes.applyAsLong(uuid), clock.instant())
                ? proof.where
                : Optional.empty();
    }

    boolean anyHolds() {
        Instant now = clock.instant();
        return byUuid.values().stream().anyMatch(proof -> proof.where.isPresent() && proof.isValid(now));
    }

    /** Whether another comparison might show more of these than the last one did. */
    boolean areDue(List<Domain> running) {
        Instant now = clock.instant();
        return running.stream().anyMatch(domain -> {
            Proof<T> proof = byUuid.get(domain.uuid());
            return proof == null || !proof.isOf(domain.id(), changes.applyAsLong(domain.uuid()), now);
        });
    }

    /** Forgets all but these UUIDs. */
    void keep(Collection<String> uuids) {
        byUuid.keySet().retainAll(uuids);
    }

    /** libvirt's answer, compared. */
    <L> Map<String, Stats> renew(List<Domain> running, Question question, Supplier<L> look, Comparison<L, T> comparison)
            throws IOException {
        Map<String, Long> changed = new HashMap<>();
        running.forEach(domain -> changed.put(domain.uuid(), changes.applyAsLong(domain.uuid())));
        L before = look.get();
        Map<String, Stats> answer = question.ask();
        L after = look.get();
        Instant now = clock.instant();
        for (Domain domain : running) {
            Optional<T> where = Optional.ofNullable(answer.get(domain.uuid()))
                    .flatMap(told -> comparison.compare(domain.uuid(), before, told, after));
            byUuid.put(domain.uuid(), new Proof<>(domain.id(), changed.get(domain.uuid()), now, where));
        }
        return answer;
    }

    /** The host has the instance's figures no longer where it had them. */
    void drop(String uuid) {
        byUuid.remove(uuid);
    }
}
