package io.nephometer.hypervisor.libvirt;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The hypervisor that libvirt's library reaches. It connects when it is asked, and anew after any failure. */
@Component(name = LibvirtHypervisor.PID)
public final class LibvirtHypervisor implements Hypervisor {

    static final String PID = "io.nephometer.hypervisor.libvirt";

    private static final Set<Group> INTERFACES = Set.of(Group.INTERFACE);

    /** What conf/io.nephometer.hypervisor.libvirt.cfg says. */
    @interface Config {

        String uri() default "qemu:///system";

        /** In seconds. */
        long timeout() default 10;
    }

    private record Answer<T>(T value, String from) {}

    private final String uri;
    private final Workers<Connection> workers;
    private final LibvirtErrors errors;
    private final HostInterfaces hostInterfaces =
            new HostInterfaces(Path.of("/proc/net/dev"), Path.of("/sys/class/net"), InstantSource.system());
    private volatile String status = "not connected: nothing was asked yet";

    @Activate
    public LibvirtHypervisor(Config config) {
        this(Settings.of(config.uri(), config.timeout()));
    }

    LibvirtHypervisor(Settings settings) {
        uri = settings.uri();
        errors = new LibvirtErrors(uri);
        workers = new Workers<>(() -> Connection.open(uri), settings.timeout());
    }

    @Deactivate
    void close() {
        workers.close();
    }

    @Override
    public List<Domain> domains() throws IOException {
        return ask(Connection::domains);
    }

    @Override
    public Optional<String> xml(Domain domain) throws IOException {
        return ask(connection -> connection.xml(domain.uuid()));
    }

    @Override
    public Map<String, Stats> stats(Set<Group> groups) throws IOException {
        if (groups.isEmpty()) { // to libvirt, none means all
            return Map.of();
        }
        return groups.equals(INTERFACES) ? interfaces() : ask(groups);
    }

    private Map<String, Stats> ask(Set<Group> groups) throws IOException {
        Set<Group> asked = Set.copyOf(groups);
        return ask(connection -> connection.stats(asked));
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

    @Override
    public String status() {
        int hanging = workers.writtenOff();
        String how = status + hostInterfaces.status();
        return hanging == 0 ? how : how + "; calls that hang: " + hanging;
    }

    private <T> T ask(Question<Connection, T> question) throws IOException {
        try {
            Answer<T> answer =
                    workers.ask(connection -> new Answer<>(question.ask(connection), connection.description()));
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
