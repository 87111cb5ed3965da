package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.devices.DeviceChangeRecorder;
import io.nephometer.hypervisor.libvirt.devices.DeviceIncarnations;
import io.nephometer.hypervisor.libvirt.devices.DeviceTracker;
import io.nephometer.hypervisor.libvirt.devices.UnattributedBytes;
import io.nephometer.hypervisor.libvirt.host.HostFirst;
import io.nephometer.hypervisor.libvirt.host.HostInterfaceStats;
import io.nephometer.hypervisor.libvirt.host.InterfaceIndexes;
import io.nephometer.hypervisor.libvirt.host.QemuProcessStats;
import io.nephometer.hypervisor.libvirt.source.CpuTimeFilter;
import io.nephometer.hypervisor.libvirt.source.OptionalGroupFilter;
import io.nephometer.hypervisor.libvirt.source.ReadingCosts;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * A hypervisor that is accessed through the libvirt library. The connection is opened on the first call and reopened
 * after a failure. The {@code agent.stuck} and {@code agent.sample.age} values are added to the state of each domain.
 * The {@code agent.stuck} value is 1 while the domain's monitor is not answering, and 0 otherwise. The
 * {@code agent.sample.age} value is the number of seconds since the monitor's last complete answer, and is absent if
 * there has been no complete answer.
 *
 * <p>A request for statistics passes through a chain of sources: the CPU time filter, the device tracker, the optional
 * groups, the QEMU process statistics, the host interfaces, and finally libvirt.
 */
@Component(name = LibvirtHypervisor.PID)
public final class LibvirtHypervisor implements Hypervisor {

    static final String PID = "io.nephometer.hypervisor.libvirt";

    private static final Path PROC = Path.of("/proc");

    /**
     * The settings in {@code conf/io.nephometer.hypervisor.libvirt.cfg}. Every setting is a string so that a malformed
     * number does not prevent the component from starting.
     */
    @interface Config {

        String uri() default LibvirtSettings.URI;

        /** Returns the time limit for a call, in seconds. */
        String timeout() default LibvirtSettings.TIMEOUT;
    }

    private final LibvirtSettings settings;
    private final ReadingCosts costs = new ReadingCosts();
    private final LibvirtStatsSource libvirt;
    private final DeviceIncarnations incarnations;
    private final DeviceTracker devices;
    private final StatsSource source;

    @Activate
    public LibvirtHypervisor(Config config) {
        this(LibvirtSettings.of(config.uri(), config.timeout()), Moment::now);
    }

    LibvirtHypervisor(LibvirtSettings settings, Supplier<Moment> clock) {
        this.settings = settings;
        settings.mistakes().forEach(mistake -> System.getLogger(PID).log(Level.WARNING, mistake));
        LongSupplier nanos = () -> clock.get().nanos();
        // the first number is the time since the host started, so that numbers are higher after a restart
        DeviceChangeRecorder changes =
                new DeviceChangeRecorder(Duration.ofNanos(nanos.getAsLong()).toMillis());
        InterfaceIndexes indexes = new InterfaceIndexes();
        libvirt = new LibvirtStatsSource(settings, costs, changes, clock);
        incarnations = new DeviceIncarnations(changes, new UnattributedBytes(indexes));
        HostInterfaceStats interfaces =
                new HostInterfaceStats(PROC, Path.of("/sys/class/net"), libvirt, indexes, changes, clock);
        QemuProcessStats processStats = new QemuProcessStats(PROC, Path.of("/sys/fs/cgroup"), libvirt, clock);
        StatsSource interfacesFirst = new HostFirst(interfaces, libvirt, costs, nanos);
        StatsSource processesFirst = new HostFirst(processStats, interfacesFirst, costs, nanos);
        devices = new DeviceTracker(changes, incarnations, libvirt, new OptionalGroupFilter(processesFirst, nanos));
        source = new CpuTimeFilter(devices);
    }

    @Deactivate
    void close() {
        libvirt.close();
    }

    @Override
    public List<Domain> domains() throws IOException {
        return devices.listed(libvirt.domains());
    }

    @Override
    public Optional<String> xml(Domain domain) throws IOException {
        return libvirt.xml(domain.uuid());
    }

    @Override
    public Map<String, Stats> stats(Set<Group> groups) throws IOException {
        return groups.isEmpty() ? Map.of() : source.read(new StatsQuery(groups));
    }

    @Override
    public String status() {
        return Stream.concat(Stream.of(libvirt.status()), settings.mistakes().stream())
                .collect(Collectors.joining("; "));
    }

    @Override
    public List<Cost> costs() {
        return costs.current();
    }

    @Override
    public long unaccountedBytes() {
        return incarnations.unaccountedBytes();
    }
}
