package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Moment;
import io.nephometer.api.Redaction;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.call.LibvirtConnection;
import io.nephometer.hypervisor.libvirt.devices.DeviceEvents;
import io.nephometer.hypervisor.libvirt.devices.EventLoop;
import io.nephometer.hypervisor.libvirt.disk.DiskSizes;
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
import io.nephometer.hypervisor.libvirt.source.ReadingCosts;
import io.nephometer.hypervisor.libvirt.source.StatsObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Everything that libvirt is asked: what touches no guest's monitor over connections of its own. */
final class LibvirtStats implements AutoCloseable {

    static final Set<Group> STATE = Set.of(Group.STATE);

    /** These touch no monitor, so no guest can delay them. */
    private static final Set<Group> CHEAP = EnumSet.of(Group.STATE, Group.INTERFACE, Group.PERF);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** For a look at a file, which takes microseconds where its storage answers. */
    private static final Duration FILE_PATIENCE = Duration.ofMillis(500);

    /** So many guests are worth a second connection, which must list them. */
    private static final int MANY = 8;

    /** What libvirt told, and how long it took to. */
    private record Told(Map<String, Stats> stats, Duration took) {}

    private interface Asked<T> {
        T answer() throws IOException, ExecutionException;
    }

    private final String uri;
    private final LibvirtErrors errors;
    private final FileStatReader files = new FileStatReader(FileStat::at, FILE_PATIENCE);
    private final DiskSizes sizes = new DiskSizes(files::at, System::nanoTime);
    private final WorkerPool<LibvirtConnection> cheap;
    private final WorkerPool<LibvirtConnection> dear;
    private final WorkerPool<DeviceEvents> events;
    private final MonitorCalls<LibvirtConnection> monitors;
    private final StuckDomains stuck = new StuckDomains(new QemuProcesses(Path.of("/proc")));
    private final MonitorFreshness freshness = new MonitorFreshness();
    private final ReadingCosts costs;
    private EventLoop loop;
    private volatile int guests;
    private volatile String status = "not connected: nothing was asked yet";

    /** @param listener hears of devices that come and go, from when that is first {@link #hear asked for} */
    LibvirtStats(String uri, Duration timeout, ReadingCosts costs, DeviceEvents.Listener listener) {
        this.uri = uri;
        this.costs = costs;
        errors = new LibvirtErrors(uri);
        cheap = new WorkerPool<>(() -> LibvirtConnection.open(uri, sizes), timeout);
        dear = new WorkerPool<>(() -> LibvirtConnection.open(uri, sizes), timeout);
        events = new WorkerPool<>(() -> DeviceEvents.open(uri, loop(), listener), timeout);
        monitors = new MonitorCalls<>(dear, cheap, LibvirtConnection::running, stuck, PATIENCE, timeout);
    }

    private synchronized EventLoop loop() {
        if (loop == null) {
            loop = EventLoop.start();
        }
        return loop;
    }

    /** Returns when the listener has heard all events up to now: over which connection. */
    long hear() throws IOException {
        return explained(() -> events.ask(DeviceEvents::settle));
    }

    static boolean areCheap(Set<Group> groups) {
        return CHEAP.containsAll(groups);
    }

    List<Domain> domains() throws IOException {
        return cheaply(LibvirtConnection::domains);
    }

    Optional<String> xml(String uuid) throws IOException {
        return cheaply(connection -> connection.xml(uuid));
    }

    /** About all running domains but some, by their UUIDs; about all domains if only their state is asked. */
    Map<String, Stats> stats(Set<Group> groups, Set<String> without) throws IOException {
        if (groups.equals(STATE)) {
            Told told = cheaply(connection -> timed(() -> connection.states(observer(groups))));
            freshness.keep(told.stats.keySet());
            return all(groups, List.of(told));
        }
        if (areCheap(groups)) {
            Told told = cheaply(connection -> read(connection, groups, DomainShard.WHOLE.without(without)));
            return all(groups, List.of(told));
        }
        Map<String, Stats> all = all(groups, dearly(groups, without));
        guests = without.size() + all.size();
        return all;
    }

    /** Cheap groups of all running domains, or none of them, and what somebody adds. */
    Map<String, Stats> stats(Set<Group> groups, StatsObserver more) throws IOException {
        StatsObserver ours = observer(groups);
        return cheaply(connection -> groups.isEmpty()
                ? connection.observed(more)
                : connection.stats(groups, DomainShard.WHOLE, (uuid, id, stats, read) -> {
                    ours.observe(uuid, id, stats, read);
                    more.observe(uuid, id, stats, read);
                }));
    }

    private List<Told> dearly(Set<Group> groups, Set<String> without) throws IOException {
        boolean shared = guests - without.size() >= MANY;
        return explained(() ->
                monitors.ask(shared, without, (connection, part) -> noted(connection, read(connection, groups, part))));
    }

    private Told read(LibvirtConnection connection, Set<Group> groups, DomainShard part) throws Exception {
        return timed(() -> connection.stats(groups, part, observer(groups)));
    }

    private static Told timed(Callable<Map<String, Stats>> question) throws Exception {
        long start = System.nanoTime();
        Map<String, Stats> stats = question.call();
        return new Told(stats, Duration.ofNanos(System.nanoTime() - start));
    }

    private Map<String, Stats> all(Set<Group> groups, List<Told> parts) {
        Map<String, Stats> all = new HashMap<>();
        parts.forEach(part -> all.putAll(part.stats));
        Duration longest =
                parts.stream().map(Told::took).max(Duration::compareTo).orElseThrow();
        String way = parts.size() == 1 ? "libvirt" : "libvirt, " + parts.size() + " connections";
        costs.note(new Cost(groups, way, longest, all.size()));
        return all;
    }

    private StatsObserver observer(Set<Group> groups) {
        return (uuid, id, stats, read) -> {
            if (MonitorFreshness.isShownBy(groups)) {
                freshness.read(uuid, id, groups, stats.build(read));
            }
            if (groups.contains(Group.STATE)) {
                tell(uuid, id, stats, read);
            }
        };
    }

    private void tell(String uuid, int id, Stats.Builder stats, Moment read) {
        stats.put(null, 0, "agent.stuck", stuck.contains(uuid, id) ? 1L : 0L);
        freshness.age(uuid, id, read).ifPresent(age -> stats.put(null, 0, "agent.sample.age", age));
    }

    private <T> T cheaply(ConnectionCall<LibvirtConnection, T> question) throws IOException {
        return explained(() -> cheap.ask(connection -> noted(connection, question.ask(connection))));
    }

    private <T> T noted(LibvirtConnection connection, T answer) {
        status = Redaction.ofUrl(uri) + " connected, " + connection.description();
        return answer;
    }

    private <T> T explained(Asked<T> asked) throws IOException {
        try {
            return asked.answer();
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

    /** For the operator's eyes. */
    String status() {
        int hanging = cheap.writtenOff() + dear.writtenOff() + events.writtenOff();
        String who = stuck.toString();
        return status
                + (hanging == 0 ? "" : "; calls that hang: " + hanging)
                + (who.isEmpty() ? "" : "; stuck: " + who);
    }

    @Override
    public void close() {
        List<WorkerPool<?>> all = List.of(dear, cheap, events);
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
