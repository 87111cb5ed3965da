package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.devices.DeviceChanges;
import io.nephometer.hypervisor.libvirt.devices.DeviceIncarnations;
import io.nephometer.hypervisor.libvirt.devices.DeviceTracker;
import io.nephometer.hypervisor.libvirt.devices.UnaccountedBytes;
import io.nephometer.hypervisor.libvirt.host.HostCpuTimes;
import io.nephometer.hypervisor.libvirt.host.HostInterfaces;
import io.nephometer.hypervisor.libvirt.host.HostStats;
import io.nephometer.hypervisor.libvirt.host.InterfaceIndexes;
import io.nephometer.hypervisor.libvirt.source.CpuTimeFilter;
import io.nephometer.hypervisor.libvirt.source.OptionalGroups;
import io.nephometer.hypervisor.libvirt.source.ReadingCosts;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

        String uri() default LibvirtSettings.URI;

        /** In seconds. */
        String timeout() default LibvirtSettings.TIMEOUT;
    }

    private final LibvirtSettings settings;
    private final ReadingCosts costs = new ReadingCosts();
    private final LibvirtStats libvirt;
    private final OptionalGroups rare = new OptionalGroups(System::nanoTime);
    /** Numbers from the time since the host's start, so that another start of this component gives higher ones. */
    private final DeviceChanges changes =
            new DeviceChanges(Duration.ofNanos(Moment.now().nanos()).toMillis());

    private final CpuTimeFilter cpuTimeFilter = new CpuTimeFilter();
    private final InterfaceIndexes links = new InterfaceIndexes();
    private final DeviceIncarnations incarnations = new DeviceIncarnations(changes, new UnaccountedBytes(links));
    private final DeviceTracker devices;
    private final HostInterfaces hostInterfaces =
            new HostInterfaces(Path.of("/proc"), Path.of("/sys/class/net"), links, changes::of, InstantSource.system());
    private final HostCpuTimes hostProcessors =
            new HostCpuTimes(Path.of("/proc"), Path.of("/sys/fs/cgroup"), InstantSource.system());

    @Activate
    public LibvirtHypervisor(Config config) {
        this(LibvirtSettings.of(config.uri(), config.timeout()));
    }

    LibvirtHypervisor(LibvirtSettings settings) {
        this.settings = settings;
        settings.mistakes().forEach(mistake -> System.getLogger(PID).log(Level.WARNING, mistake));
        libvirt = new LibvirtStats(settings.uri(), settings.timeout(), costs, changes);
        devices = new DeviceTracker(changes, incarnations, new DeviceTracker.Libvirt() {
            @Override
            public long hear() throws IOException {
                return libvirt.hear();
            }

            @Override
            public Optional<String> xml(String uuid) throws IOException {
                return libvirt.xml(uuid);
            }
        });
    }

    @Deactivate
    void close() {
        libvirt.close();
    }

    @Override
    public List<Domain> domains() throws IOException {
        return devices.listed(libvirt.domains());
    }

    private List<Domain> running() throws IOException {
        return libvirt.domains().stream().filter(domain -> domain.id() >= 0).toList();
    }

    @Override
    public Optional<String> xml(Domain domain) throws IOException {
        return libvirt.xml(domain.uuid());
    }

    @Override
    public Map<String, Stats> stats(Set<Group> groups) throws IOException {
        if (groups.isEmpty()) { // to libvirt, none means all
            return Map.of();
        }
        Map<String, Stats> answer =
                devices.read(groups, all -> all.equals(INTERFACES) ? interfaces() : rare.read(all, this::askOrLook));
        return Collections.disjoint(groups, HostCpuTimes.GROUPS) ? answer : cpuTimeFilter.sound(answer);
    }

    private Map<String, Stats> askOrLook(Set<Group> groups) throws IOException {
        Set<Group> others = EnumSet.copyOf(groups);
        return others.removeAll(HostCpuTimes.GROUPS) && LibvirtStats.areCheap(others)
                ? processors(groups, others)
                : libvirt.stats(groups, Set.of());
    }

    private Map<String, Stats> interfaces() throws IOException {
        if (!changes.areHeard()) { // a proof would not end with what it proves
            return libvirt.stats(INTERFACES, Set.of());
        }
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
        HostCpuTimes.Look look = hostProcessors.new Look();
        Map<String, Stats> host = libvirt.stats(others, look);
        boolean isWhole = look.uuids().containsAll(host.keySet());
        List<Domain> running = isWhole ? List.of() : running();
        host.keySet().retainAll(look.uuids());
        return completed(hostProcessors, groups, host, running, start);
    }

    /** What the host showed of some, and what libvirt tells of the others, which may prove them. */
    private Map<String, Stats> completed(
            HostStats figures, Set<Group> groups, Map<String, Stats> host, List<Domain> running, long start)
            throws IOException {
        List<Domain> others = running.stream()
                .filter(domain -> !host.containsKey(domain.uuid()))
                .toList();
        Map<String, Stats> all = new HashMap<>(host);
        if (!others.isEmpty()) {
            figures.keep(running.stream().map(Domain::uuid).toList());
            try {
                OptionalGroups.Read asked = wanted -> libvirt.stats(wanted, host.keySet());
                all.putAll(figures.isWorthAProof(others) ? figures.prove(others, groups, asked) : asked.of(groups));
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

    @Override
    public String status() {
        return Stream.concat(Stream.of(libvirt.status()), settings.mistakes().stream())
                .collect(Collectors.joining("; "));
    }

    @Override
    public List<Cost> costs() {
        return costs.now();
    }

    @Override
    public long unaccountedBytes() {
        return incarnations.unaccountedBytes();
    }
}
