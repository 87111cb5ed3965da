package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Moment;
import io.nephometer.api.Redaction;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.call.LibvirtConnection;
import io.nephometer.hypervisor.libvirt.devices.DeviceEvents;
import io.nephometer.hypervisor.libvirt.devices.DeviceTracker;
import io.nephometer.hypervisor.libvirt.devices.EventLoop;
import io.nephometer.hypervisor.libvirt.disk.DiskSizeSupplement;
import io.nephometer.hypervisor.libvirt.disk.FileStat;
import io.nephometer.hypervisor.libvirt.disk.FileStatReader;
import io.nephometer.hypervisor.libvirt.domain.DomainShard;
import io.nephometer.hypervisor.libvirt.domain.MonitorFreshness;
import io.nephometer.hypervisor.libvirt.domain.StuckDomains;
import io.nephometer.hypervisor.libvirt.errors.LibvirtErrors;
import io.nephometer.hypervisor.libvirt.host.QemuProcesses;
import io.nephometer.hypervisor.libvirt.pool.ConnectionCall;
import io.nephometer.hypervisor.libvirt.pool.MonitorCalls;
import io.nephometer.hypervisor.libvirt.pool.WorkerPool;
import io.nephometer.hypervisor.libvirt.source.MonitorFreeReader;
import io.nephometer.hypervisor.libvirt.source.ReadingCosts;
import io.nephometer.hypervisor.libvirt.source.StatsEnricher;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads statistics from libvirt as the last source in the chain. Calls that need a domain's monitor are made over
 * separate connections.
 */
final class LibvirtStatsSource implements StatsSource, MonitorFreeReader, DeviceTracker.Libvirt, AutoCloseable {

    private static final Set<Group> STATE = Set.of(Group.STATE);

    /** The time that a call may take before the state of the monitors is inspected. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * The time limit for reading the status of a file. If the storage is responsive, reading the status takes only
     * microseconds.
     */
    private static final Duration FILE_TIMEOUT = Duration.ofMillis(500);

    /**
     * The minimum number of domains for which two connections are faster than one, even though each connection has to
     * list the domains first.
     */
    private static final int MANY = 8;

    /** The statistics returned by a call, together with the duration of the call. */
    private record TimedStats(Map<String, Stats> stats, Duration took) {}

    private interface LibvirtCall<T> {
        T run() throws IOException, ExecutionException;
    }

    private final String uri;
    private final LongSupplier nanos;
    private final LibvirtErrors errors;
    private final FileStatReader files = new FileStatReader(FileStat::read, FILE_TIMEOUT);
    private final WorkerPool<LibvirtConnection> monitorFree;
    private final WorkerPool<LibvirtConnection> monitorBound;
    private final WorkerPool<DeviceEvents> events;
    private final MonitorCalls<LibvirtConnection> monitors;
    private final StuckDomains stuck = new StuckDomains(new QemuProcesses(Path.of("/proc")));
    private final MonitorFreshness freshness = new MonitorFreshness();
    private final ReadingCosts costs;
    private EventLoop loop;
    private volatile int domainCount;
    private volatile String status = "not connected: no call was made yet";

    /** @param listener the listener that receives device events after the first call to {@link #awaitEvents} */
    LibvirtStatsSource(
            LibvirtSettings settings, ReadingCosts costs, DeviceEvents.Listener listener, Supplier<Moment> clock) {
        this.uri = settings.uri();
        this.costs = costs;
        Duration timeout = settings.timeout();
        nanos = () -> clock.get().nanos();
        errors = new LibvirtErrors(uri);
        DiskSizeSupplement sizes = new DiskSizeSupplement(files::read, nanos);
        Callable<LibvirtConnection> connector = () -> LibvirtConnection.open(uri, sizes, clock);
        monitorFree = new WorkerPool<>(connector, timeout, nanos);
        monitorBound = new WorkerPool<>(connector, timeout, nanos);
        events = new WorkerPool<>(() -> DeviceEvents.open(uri, loop(), listener), timeout, nanos);
        monitors = new MonitorCalls<>(
                monitorBound, monitorFree, LibvirtConnection::monitors, stuck, PATIENCE, timeout, nanos);
    }

    private synchronized EventLoop loop() {
        if (loop == null) {
            loop = EventLoop.start();
        }
        return loop;
    }

    @Override
    public long awaitEvents() throws IOException {
        return explained(() -> events.run(DeviceEvents::awaitAll));
    }

    List<Domain> domains() throws IOException {
        return monitorFree(LibvirtConnection::domains);
    }

    @Override
    public List<Domain> running() throws IOException {
        return domains().stream().filter(domain -> domain.id() >= 0).toList();
    }

    @Override
    public Optional<String> xml(String uuid) throws IOException {
        return monitorFree(connection -> connection.xml(uuid));
    }

    @Override
    public Map<String, Stats> read(StatsQuery query) throws IOException {
        Set<Group> groups = query.groups();
        if (groups.equals(STATE)) {
            TimedStats states = monitorFree(connection -> timed(() -> connection.states(enricher(groups))));
            freshness.retain(states.stats.keySet());
            return merged(groups, List.of(states));
        }
        if (StatsQuery.areMonitorFree(groups)) {
            DomainShard shard = DomainShard.ALL.excluding(query.excluded());
            TimedStats stats = monitorFree(connection -> read(connection, groups, shard));
            return merged(groups, List.of(stats));
        }
        Map<String, Stats> all = merged(groups, readFromMonitors(query));
        domainCount = query.excluded().size() + all.size();
        return all;
    }

    @Override
    public Map<String, Stats> read(Set<Group> groups, StatsEnricher enricher) throws IOException {
        StatsEnricher own = enricher(groups);
        return monitorFree(connection -> groups.isEmpty()
                ? connection.enriched(enricher)
                : connection.stats(groups, DomainShard.ALL, (uuid, id, stats, time) -> {
                    own.enrich(uuid, id, stats, time);
                    enricher.enrich(uuid, id, stats, time);
                }));
    }

    private List<TimedStats> readFromMonitors(StatsQuery query) throws IOException {
        boolean shared = domainCount - query.excluded().size() >= MANY;
        return explained(() -> monitors.run(
                shared,
                query.excluded(),
                (connection, shard) -> connected(connection, read(connection, query.groups(), shard))));
    }

    private TimedStats read(LibvirtConnection connection, Set<Group> groups, DomainShard shard) throws Exception {
        return timed(() -> connection.stats(groups, shard, enricher(groups)));
    }

    private TimedStats timed(Callable<Map<String, Stats>> call) throws Exception {
        long start = nanos.getAsLong();
        Map<String, Stats> stats = call.call();
        return new TimedStats(stats, Duration.ofNanos(nanos.getAsLong() - start));
    }

    private Map<String, Stats> merged(Set<Group> groups, List<TimedStats> shards) {
        Map<String, Stats> all = new HashMap<>();
        shards.forEach(shard -> all.putAll(shard.stats));
        Duration longest =
                shards.stream().map(TimedStats::took).max(Duration::compareTo).orElseThrow();
        String path = shards.size() == 1 ? "libvirt" : "libvirt, " + shards.size() + " connections";
        costs.add(new Cost(groups, path, longest, all.size()));
        return all;
    }

    private StatsEnricher enricher(Set<Group> groups) {
        return (uuid, id, stats, time) -> {
            if (MonitorFreshness.isShownBy(groups)) {
                freshness.note(uuid, id, groups, stats.build(time));
            }
            if (groups.contains(Group.STATE)) {
                stats.put(null, 0, "agent.stuck", stuck.contains(uuid, id) ? 1L : 0L);
                freshness.age(uuid, id, time).ifPresent(age -> stats.put(null, 0, "agent.sample.age", age));
            }
        };
    }

    private <T> T monitorFree(ConnectionCall<LibvirtConnection, T> call) throws IOException {
        return explained(() -> monitorFree.run(connection -> connected(connection, call.run(connection))));
    }

    private <T> T connected(LibvirtConnection connection, T answer) {
        status = Redaction.ofUrl(uri) + " connected, " + connection.description();
        return answer;
    }

    private <T> T explained(LibvirtCall<T> call) throws IOException {
        try {
            return call.run();
        } catch (ExecutionException e) {
            throw failed(errors.explain(e.getCause()));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException failure) {
        status = "not connected: " + failure.getMessage();
        return failure;
    }

    /** Returns the status of the connections as a single line of text for the operator. */
    String status() {
        int hanging = monitorFree.abandoned() + monitorBound.abandoned() + events.abandoned();
        String names = stuck.toString();
        return status
                + (hanging == 0 ? "" : "; calls that hang: " + hanging)
                + (names.isEmpty() ? "" : "; stuck: " + names);
    }

    @Override
    public void close() {
        List<WorkerPool<?>> all = List.of(monitorBound, monitorFree, events);
        all.forEach(WorkerPool::retire);
        all.forEach(WorkerPool::close);
        synchronized (this) {
            if (loop != null) {
                loop.close();
            }
        }
        files.close();
    }
}
