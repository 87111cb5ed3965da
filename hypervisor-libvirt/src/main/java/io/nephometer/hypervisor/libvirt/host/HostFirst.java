package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.ReadingCosts;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reads the statistics of verified domains from files on the host, and the statistics of all other domains from the
 * next source. Each reading from the next source can be used to verify further domains.
 */
public final class HostFirst implements StatsSource {

    private final HostStats host;
    private final StatsSource next;
    private final ReadingCosts costs;
    private final LongSupplier nanos;

    public HostFirst(HostStats host, StatsSource next, ReadingCosts costs, LongSupplier nanos) {
        this.host = host;
        this.next = next;
        this.costs = costs;
        this.nanos = nanos;
    }

    @Override
    public Map<String, Stats> read(StatsQuery query) throws IOException {
        if (!host.canRead(query.groups())) {
            return next.read(query);
        }
        long start = nanos.getAsLong();
        HostStats.Reading shown = host.read(query.groups());
        List<Domain> others = shown.running().stream()
                .filter(domain -> !shown.stats().containsKey(domain.uuid()))
                .toList();
        Map<String, Stats> all = new HashMap<>(shown.stats());
        if (!others.isEmpty()) {
            host.retain(shown.running().stream().map(Domain::uuid).toList());
            try {
                all.putAll(readOthers(others, query.excluding(shown.stats().keySet())));
            } catch (IOException e) {
                if (shown.stats().isEmpty()) {
                    throw e;
                }
                // the status reports the failure; the domains that were read from the host are still returned
            }
        }
        if (!shown.stats().isEmpty()) {
            String path = host + (others.isEmpty() ? "" : ", libvirt");
            costs.add(new Cost(query.groups(), path, Duration.ofNanos(nanos.getAsLong() - start), all.size()));
        }
        return all;
    }

    private Map<String, Stats> readOthers(List<Domain> others, StatsQuery query) throws IOException {
        return host.isVerificationDue(others) ? host.verify(others, query, next) : next.read(query);
    }
}
