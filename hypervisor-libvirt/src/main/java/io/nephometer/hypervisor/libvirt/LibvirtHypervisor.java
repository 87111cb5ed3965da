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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static final Set<Group> INTERFACES = Set.of(Group.INTERFACE);

    /** What conf/io.nephometer.hypervisor.libvirt.cfg says; text, because a wrong number must not stop the component. */
    @interface Config {

        String uri() default Settings.URI;

        /** In seconds. */
        String timeout() default Settings.TIMEOUT;
    }

    private record Answer<T>(T value, String from) {}

    /** How a question comes to a worker. */
    private interface Way {
        <T> T ask(Question<Connection, T> question) throws IOException, ExecutionException;
    }

    /** These touch no monitor, so no guest can delay them. */
    private static final Set<Group> CHEAP = EnumSet.of(Group.STATE, Group.INTERFACE, Group.PERF);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String uri;
    private final Workers<Connection> cheap;
    private final Workers<Connection> dear;
    private final MonitorCalls<Connection> monitors;
    private final StuckGuests stuck = new StuckGuests();
    private final RareGroups rare = new RareGroups(System::nanoTime);
    private final Freshness freshness = new Freshness();
    private final LibvirtErrors errors;
    private final HostInterfaces hostInterfaces =
            new HostInterfaces(Path.of("/proc/net/dev"), Path.of("/sys/class/net"), InstantSource.system());
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
        monitors = new MonitorCalls<>(dear, cheap, Connection::busy, stuck, PATIENCE, settings.timeout());
    }

    @Deactivate
    void close() {
        dear.close();
        cheap.close();
    }

    @Override
    public List<Domain> domains() throws IOException {
        return ask(cheap::ask, Connection::domains);
    }

    @Override
    public Optional<String> xml(Domain domain) throws IOException {
        return ask(cheap::ask, connection -> connection.xml(domain.uuid()));
    }

    @Override
    public Map<String, Stats> stats(Set<Group> groups) throws IOException {
        if (groups.isEmpty()) { // to libvirt, none means all
            return Map.of();
        }
        return groups.equals(INTERFACES) ? interfaces() : rare.read(groups, this::ask);
    }

    private Map<String, Stats> ask(Set<Group> groups) throws IOException {
        Set<Group> asked = Set.copyOf(groups);
        Way way = CHEAP.containsAll(asked) ? cheap::ask : monitors::ask;
        Map<String, Stats> all = ask(
                way,
                connection -> connection.stats(asked, (uuid, id, stats, read) -> {
                    freshness.read(uuid, id, asked, stats.build(read));
                    if (asked.contains(Group.STATE)) {
                        tell(uuid, id, stats, read);
                    }
                }));
        if (asked.equals(Set.of(Group.STATE))) {
            freshness.keep(all.keySet());
        }
        return all;
    }

    /** Where the host counts them, if that is the same; all by libvirt, if it is not so of one. */
    private Map<String, Stats> interfaces() throws IOException {
        List<Domain> running =
                domains().stream().filter(domain -> domain.id() >= 0).toList();
        if (hostInterfaces.areProven(running)) {
            Optional<Map<String, Stats>> read = hostInterfaces.read(running);
            if (read.isPresent()) {
                return read.get();
            }
        }
        return hostInterfaces.isWorthAProof(running)
                ? hostInterfaces.prove(running, () -> ask(INTERFACES))
                : ask(INTERFACES);
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
                + hostInterfaces.status()
                + (hanging == 0 ? "" : "; calls that hang: " + hanging)
                + (who.isEmpty() ? "" : "; stuck: " + who);
    }

    private <T> T ask(Way way, Question<Connection, T> question) throws IOException {
        try {
            Answer<T> answer = way.ask(connection -> new Answer<>(question.ask(connection), connection.description()));
            status = uri + " connected, " + answer.from();
            return answer.value();
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
