package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
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
 * Records the domains for which the host's values match libvirt's values. A domain is verified by comparing libvirt's
 * values with the values read from the host before and after the call to libvirt. The result of a comparison is valid
 * for a limited time, but becomes invalid earlier if the domain is restarted or its devices change.
 *
 * @param <T> the type that describes the location of a domain's values on the host
 */
final class SourceVerification<T> {

    static final Duration VALID = Duration.ofMinutes(10);

    /**
     * The time after which a failed comparison may be repeated. The time is short, because the domain may still have
     * been starting during the comparison.
     */
    static final Duration RETRY = Duration.ofMinutes(1);

    /** @param <L> the type that represents a reading of the host's values for all domains */
    interface Comparison<L, T> {
        /**
         * Returns the location on the host whose values before and after the reading bracket libvirt's values, or an
         * empty {@code Optional} if there is no such location.
         */
        Optional<T> compare(String uuid, L before, Stats libvirt, L after);
    }

    private record Result<T>(int domainId, long change, Instant time, Optional<T> place) {

        boolean isFor(int id, long lastChange, Instant now) {
            return domainId == id && change == lastChange && isValid(now);
        }

        boolean isValid(Instant now) {
            return Duration.between(time, now).abs().compareTo(place.isPresent() ? VALID : RETRY) < 0;
        }
    }

    private final ToLongFunction<String> changes;
    private final InstantSource clock;
    private final Map<String, Result<T>> byUuid = new ConcurrentHashMap<>();

    /**
     * @param changes a function that maps a domain's UUID to the number of the domain's last change; a verification
     *     becomes invalid when this number changes
     */
    SourceVerification(ToLongFunction<String> changes, InstantSource clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Returns the location of a domain's values on the host, or an empty {@code Optional} if the domain is not
     * verified.
     */
    Optional<T> place(String uuid, int id) {
        Result<T> result = byUuid.get(uuid);
        return result != null && result.isFor(id, changes.applyAsLong(uuid), clock.instant())
                ? result.place
                : Optional.empty();
    }

    boolean isAnyVerified() {
        Instant now = clock.instant();
        return byUuid.values().stream().anyMatch(result -> result.place.isPresent() && result.isValid(now));
    }

    /**
     * Returns whether any of the given domains has no valid result. A failed verification also counts as a valid
     * result.
     */
    boolean isDue(List<Domain> running) {
        Instant now = clock.instant();
        return running.stream().anyMatch(domain -> {
            Result<T> result = byUuid.get(domain.uuid());
            return result == null || !result.isFor(domain.id(), changes.applyAsLong(domain.uuid()), now);
        });
    }

    /** Discards the verifications of all domains except the given ones. */
    void retain(Collection<String> uuids) {
        byUuid.keySet().retainAll(uuids);
    }

    /**
     * Reads the requested statistics from libvirt between two readings of the host's values, compares libvirt's values
     * with the host's values, and returns libvirt's statistics.
     */
    <L> Map<String, Stats> verify(
            List<Domain> running, StatsQuery query, StatsSource libvirt, Supplier<L> host, Comparison<L, T> comparison)
            throws IOException {
        Map<String, Long> changed = new HashMap<>();
        running.forEach(domain -> changed.put(domain.uuid(), changes.applyAsLong(domain.uuid())));
        L before = host.get();
        Map<String, Stats> all = libvirt.read(query);
        L after = host.get();
        Instant now = clock.instant();
        for (Domain domain : running) {
            Optional<T> place = Optional.ofNullable(all.get(domain.uuid()))
                    .flatMap(stats -> comparison.compare(domain.uuid(), before, stats, after));
            byUuid.put(domain.uuid(), new Result<>(domain.id(), changed.get(domain.uuid()), now, place));
        }
        return all;
    }

    /**
     * Discards the verification of a domain whose values can no longer be read from the verified location on the host.
     */
    void drop(String uuid) {
        byUuid.remove(uuid);
    }
}
