package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The hypervisor that libvirt's library reaches. It connects when it is asked, and anew after any failure. To the state of
 * a domain it adds what it knows itself: {@code agent.stuck}, 1 while the domain's monitor does not answer, else 0; and
 * {@code agent.sample.age}, the seconds since its monitor last answered in full, if it ever did.
 */
@Component(name = LibvirtHypervisor.PID)
public final class LibvirtHypervisor implements Hypervisor {

    static final String PID = "io.nephometer.hypervisor.libvirt";

    private static final Set<Group> STATE = Set.of(Group.STATE);
    private static final Set<Group> INTERFACES = Set.of(Group.INTERFACE);

    /** What conf/io.nephometer.hypervisor.libvirt.cfg says; text, because a wrong number must not stop the component. */
    @interface Config {

        String uri() default Settings.URI;

        /** In seconds. */
        String timeout() default Settings.TIMEOUT;
    }

    /** What libvirt told, and how long it took to. */
    private record Told(Map<String, Stats> stats, Duration took) {}

    private interface Asked<T> {
        T answer() throws IOException, ExecutionException;
    }

    /** These touch no monitor, so no guest can delay them. */
    private static final Set<Group> CHEAP = EnumSet.of(Group.STATE, Group.INTERFACE, Group.PERF);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So many guests are worth a second connection, which must list them. */
    private static final int MANY = 8;

    private final String uri;
    private final Workers<Connection> cheap;
    private final Workers<Connection> dear;
    private final MonitorCalls<Connection> monitors;
    private final StuckGuests stuck = new StuckGuests(new Processes(Path.of("/proc")));
    private final RareGroups rare = new RareGroups(System::nanoTime);
    private final Freshness freshness = new Freshness();
    private final LibvirtErrors errors;
    private final HostInterfaces hostInterfaces =
            new HostInterfaces(Path.of("/proc/net/dev"), Path.of("/sys/class/net"), InstantSource.system());
    private final HostProcessors hostProcessors =
            new HostProcessors(Path.of("/proc"), Path.of("/sys/fs/cgroup"), InstantSource.system());
    private final Costs costs = new Costs();
    private volatile int guests;
    private volatile String status = "not connected: nothing was asked yet";

    @Activate
    public LibvirtHypervisor(Config config) {
        this(Settings.of(config.uri(), config.timeout()));
    }

    LibvirtHypervisor(Settings settings) {
        settings.mistakes().forEach(mistake -> System.getLogger(PID).log(Level.WARNING, mistake));
        uri = settings.uri();
        errors = new LibvirtErrors(uri);
        cheap = new Workers<>(() -> Connection.open(uri), settings.timeout());
        dear = new Workers<>(() -> Connection.open(uri), settings.timeout());
        monitors = new MonitorCalls<>(dear, cheap, Connection::running, stuck, PATIENCE, settings.timeout());
    }

    @Deactivate
    void close() {
        dear.close();
        cheap.close();
    }

    @Override
    public List<Domain> domains() throws IOException {
        return cheaply(Connection::domains);
    }

    private List<Domain> running() throws IOException {
        return domains().stream().filter(domain -> domain.id() >= 0).toList();
    }

    @Override
    public Optional<String> xml(Domain domain) throws IOException {
        return cheaply(connection -> connection.xml(domain.uuid()));
    }

    @Override
    public Map<String, Stats> stats(Set<Group> groups) throws IOException {
        if (groups.isEmpty()) { // to libvirt, none means all
            return Map.of();
        }
        return groups.equals(INTERFACES) ? interfaces() : rare.read(groups, this::askOrLook);
    }

    private Map<String, Stats> askOrLook(Set<Group> groups) throws IOException {
        Set<Group> others = EnumSet.copyOf(groups);
        return others.removeAll(HostProcessors.GROUPS) && CHEAP.containsAll(others)
                ? processors(groups, others)
                : ask(groups, Set.of());
    }

    /** libvirt, about all running domains but some; about all domains if only their state is asked. */
    private Map<String, Stats> ask(Set<Group> groups, Set<String> without) throws IOException {
        if (groups.equals(STATE)) {
            Told told = cheaply(connection -> timed(() -> connection.states(observer(groups))));
            freshness.keep(told.stats.keySet());
            return all(groups, List.of(told));
        }
        if (CHEAP.containsAll(groups)) {
            Told told = cheaply(connection -> read(connection, groups, Part.WHOLE.without(without)));
            return all(groups, List.of(told));
        }
        Map<String, Stats> all = all(groups, dearly(groups, without));
        guests = without.size() + all.size();
        return all;
    }

    private List<Told> dearly(Set<Group> groups, Set<String> without) throws IOException {
        boolean shared = guests - without.size() >= MANY;
        return explained(() ->
                monitors.ask(shared, without, (connection, part) -> noted(connection, read(connection, groups, part))));
    }

    private Told read(Connection connection, Set<Group> groups, Part part) throws Exception {
        return timed(() -> connection.stats(groups, part, observer(groups)));
    }

    private Connection.Observer observer(Set<Group> groups) {
        return (uuid, id, stats, read) -> {
            freshness.read(uuid, id, groups, stats.build(read));
            if (groups.contains(Group.STATE)) {
                tell(uuid, id, stats, read);
            }
        };
    }

    private static Told timed(Callable<Map<String, Stats>> question) throws Exception {
        long start = System.nanoTime();
        Map<String, Stats> stats = question.call();
        return new Told(stats, Duration.ofNanos(System.nanoTime() - start));
    }

    private Map<String, Stats> all(Set<Group> groups, List<Told> parts) {
        String way = parts.size() == 1 ? "libvirt" : "libvirt, " + parts.size() + " connections";
        Map<String, Stats> all = new HashMap<>();
        parts.forEach(part -> all.putAll(part.stats));
        Duration longest =
                parts.stream().map(Told::took).max(Duration::compareTo).orElseThrow();
        costs.note(new Cost(groups, way, longest, all.size()));
        return all;
    }

    private Map<String, Stats> interfaces() throws IOException {
        long start = System.nanoTime();
        List<Domain> running = running();
        Map<String, Stats> host = hostInterfaces.read(running);
        return completed(hostInterfaces, INTERFACES, host, running, start);
    }

    private Map<String, Stats> processors(Set<Group> groups, Set<Group> others) throws IOException {
        if (!hostProcessors.knowsAny()) {
            return completed(hostProcessors, groups, Map.of(), running(), System.nanoTime());
        }
        long start = System.nanoTime();
        HostProcessors.Look look = hostProcessors.new Look();
        Map<String, Stats> host = cheaply(connection -> read(connection, others, look));
        boolean isWhole = look.uuids().containsAll(host.keySet());
        List<Domain> running = isWhole ? List.of() : running();
        host.keySet().retainAll(look.uuids());
        return completed(hostProcessors, groups, host, running, start);
    }

    /** What the host showed of some, and what libvirt tells of the others, which may prove them. */
    private Map<String, Stats> completed(
            HostFigures figures, Set<Group> groups, Map<String, Stats> host, List<Domain> running, long start)
            throws IOException {
        List<Domain> others = running.stream()
                .filter(domain -> !host.containsKey(domain.uuid()))
                .toList();
        Map<String, Stats> all = new HashMap<>(host);
        if (!others.isEmpty()) {
            figures.keep(running.stream().map(Domain::uuid).toList());
            try {
                RareGroups.Read libvirt = asked -> ask(asked, host.keySet());
                all.putAll(figures.isWorthAProof(others) ? figures.prove(others, groups, libvirt) : libvirt.of(groups));
            } catch (IOException e) {
                if (host.isEmpty()) {
                    throw e;
                }
                // status tells why; those of whom libvirt need not be asked do not pay for it
            }
        }
        if (!host.isEmpty()) {
            String way = figures + (others.isEmpty() ? "" : ", libvirt");
            costs.note(new Cost(groups, way, Duration.ofNanos(System.nanoTime() - start), all.size()));
        }
        return all;
    }

    private Map<String, Stats> read(Connection connection, Set<Group> groups, Connection.Observer more)
            throws Exception {
        Connection.Observer observer = observer(groups);
        return groups.isEmpty()
                ? connection.observed(more)
                : connection.stats(groups, Part.WHOLE, (uuid, id, stats, read) -> {
                    observer.observe(uuid, id, stats, read);
                    more.observe(uuid, id, stats, read);
                });
    }

    private void tell(String uuid, int id, Stats.Builder stats, Moment read) {
        stats.put(null, 0, "agent.stuck", stuck.contains(uuid, id) ? 1L : 0L);
        freshness.age(uuid, id, read).ifPresent(age -> stats.put(null, 0, "agent.sample.age", age));
    }

    @Override
    public String status() {
        int hanging = cheap.writtenOff() + dear.writtenOff();
        String who = stuck.toString();
        return status
                + (hanging == 0 ? "" : "; calls that hang: " + hanging)
                + (who.isEmpty() ? "" : "; stuck: " + who);
    }

    @Override
    public List<Cost> costs() {
        return costs.now();
    }

    private <T> T cheaply(Question<Connection, T> question) throws IOException {
        return explained(() -> cheap.ask(connection -> noted(connection, question.ask(connection))));
    }

    private <T> T noted(Connection connection, T answer) {
        status = uri + " connected, " + connection.description();
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
}
