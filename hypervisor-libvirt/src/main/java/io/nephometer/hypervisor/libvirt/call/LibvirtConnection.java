package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.disk.DiskSizes;
import io.nephometer.hypervisor.libvirt.domain.DomainShard;
import io.nephometer.hypervisor.libvirt.domain.RunningDomain;
import io.nephometer.hypervisor.libvirt.errors.LibvirtCallException;
import io.nephometer.hypervisor.libvirt.source.StatsObserver;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** A read-only connection to libvirt. For one thread, also to close it: libvirt keeps its last error by thread. */
public final class LibvirtConnection implements AutoCloseable {

    private static final Set<Group> STATE = EnumSet.of(Group.STATE);
    private static final int CPU = 1 << 1;
    private static final int VCPU = 1 << 3;

    private interface BulkQuestion<T> {
        List<T> ask() throws LibvirtCallException;
    }

    private interface DomainCall<T> {
        T on(org.libvirt.Domain domain) throws LibvirtException;
    }

    private final DomainCalls calls = new DomainCalls();
    private final BulkStatsCall bulk = new BulkStatsCall(calls);
    private final ReadOnlyConnect handle;
    private final DiskSizes sizes;
    private final String description;
    private final boolean bulkTellsAll;
    private boolean bulkTellsStates = true;

    private LibvirtConnection(ReadOnlyConnect handle, DiskSizes sizes) throws LibvirtException {
        this.handle = handle;
        this.sizes = sizes;
        String driver = handle.getType();
        long version = handle.getLibVersion();
        description = "libvirt %s.%s.%s, driver %s"
                .formatted(version / 1_000_000, version / 1_000 % 1_000, version % 1_000, driver);
        // by name: whether values came would take a host of dying domains for a driver that knows none
        bulkTellsAll = driver.equals("QEMU");
    }

    public static LibvirtConnection open(String uri, DiskSizes sizes) throws LibvirtException {
        ReadOnlyConnect handle = ReadOnlyConnect.open(uri);
        try {
            return new LibvirtConnection(handle, sizes);
        } catch (LibvirtException | RuntimeException | LinkageError e) {
            handle.close();
            throw e;
        }
    }

    /** For the operator's eyes: {@code libvirt 9.0.0, driver QEMU}. */
    public String description() {
        return description;
    }

    public List<Domain> domains() throws LibvirtCallException {
        return states(0, (entry, read) -> {
            Number state = entry.stats().build(read).number("state.state");
            RunningDomain guest = entry.guest();
            return new Domain(guest.uuid(), guest.name(), guest.id(), state == null ? 0 : state.intValue());
        });
    }

    /** Empty if the domain is gone. */
    public Optional<String> xml(String uuid) throws LibvirtException {
        return ask(uuid, domain -> domain.getXMLDesc(0));
    }

    /** The running domains, without touching any monitor. */
    public List<RunningDomain.Seen> running() throws LibvirtCallException {
        return states(DomainCalls.ACTIVE, (entry, read) -> new RunningDomain.Seen(entry.guest(), entry.busy()));
    }

    /** Of all domains. */
    public Map<String, Stats> states(StatsObserver observer) throws LibvirtCallException {
        Map<String, Stats> all = new HashMap<>();
        states(0, into(all, STATE, observer));
        return all;
    }

    /** Of the running domains, without asking anything of them: what the observer adds. */
    public Map<String, Stats> observed(StatsObserver observer) throws LibvirtCallException {
        Map<String, Stats> all = new HashMap<>();
        NativeDomain.Reader<Stats> reader = into(all, Set.of(), observer);
        calls.list(handle.pointer(), DomainCalls.ACTIVE, domains -> domains.stream()
                .map(domain -> reader.read(new NativeDomain(calls, domain, Stats::builder), Moment.now()))
                .toList());
        return all;
    }

    /** Of the running domains of a part. */
    public Map<String, Stats> stats(Set<Group> groups, DomainShard part, StatsObserver observer)
            throws LibvirtCallException, LibvirtException {
        if (!bulkTellsAll) {
            return statsOneByOne(groups, part);
        }
        Map<String, Stats> all = new HashMap<>();
        retried(() -> part.isWhole()
                ? bulk.readAll(
                        handle.pointer(),
                        bits(groups),
                        DomainCalls.ACTIVE | BulkStatsCall.NOWAIT,
                        into(all, groups, observer))
                : calls.list(
                        handle.pointer(),
                        DomainCalls.ACTIVE,
                        running -> bulk.read(
                                of(part, running), bits(groups), BulkStatsCall.NOWAIT, into(all, groups, observer))));
        return all;
    }

    private List<Pointer> of(DomainShard part, List<Pointer> domains) {
        return domains.stream()
                .filter(domain -> part.contains(calls.uuid(domain)))
                .toList();
    }

    private NativeDomain.Reader<Stats> into(Map<String, Stats> all, Set<Group> groups, StatsObserver observer) {
        return (entry, read) -> {
            int id = entry.id();
            if (id < 0 && !groups.equals(STATE)) {
                return null; // it ended meanwhile, and which of its lives this was is not known
            }
            String uuid = entry.uuid();
            Stats.Builder stats = entry.stats();
            observer.observe(uuid, id, stats, read);
            if (groups.contains(Group.BLOCK)) {
                sizes.add(uuid, id, stats.build(read), stats, entry);
            }
            Stats told = groups.contains(Group.DISKERROR)
                    ? DiskErrors.added(stats, read, entry::diskErrors)
                    : stats.build(read);
            return all.put(uuid, told.in(id));
        };
    }

    private Map<String, Stats> statsOneByOne(Set<Group> groups, DomainShard part)
            throws LibvirtCallException, LibvirtException {
        Map<RunningDomain, Stats.Builder> running =
                running(entry -> groups.contains(Group.STATE) ? entry.stats() : Stats.builder());
        Map<String, Stats> all = new HashMap<>();
        for (Map.Entry<RunningDomain, Stats.Builder> one : running.entrySet()) {
            RunningDomain guest = one.getKey();
            if (part.contains(guest.uuid())) {
                Moment start = Moment.now();
                ask(guest.uuid(), domain -> {
                            new PerDomainStats(domain, one.getValue()).read(groups);
                            return one.getValue().build(Moment.between(start, Moment.now()));
                        })
                        .ifPresent(stats -> all.put(guest.uuid(), stats.in(guest.id())));
            }
        }
        // the calls are by UUID: what started again meanwhile may have answered some of them
        Set<RunningDomain> still = running(entry -> Stats.builder()).keySet();
        running.keySet().stream().filter(guest -> !still.contains(guest)).forEach(guest -> all.remove(guest.uuid()));
        return all;
    }

    private Map<RunningDomain, Stats.Builder> running(Function<NativeDomain, Stats.Builder> stats)
            throws LibvirtCallException {
        Map<RunningDomain, Stats.Builder> running = new HashMap<>();
        states(DomainCalls.ACTIVE, (entry, read) -> running.put(entry.guest(), stats.apply(entry)));
        return running;
    }

    /** In bulk, or one by one if the driver cannot: that it must show first. */
    private <T> List<T> states(int flags, NativeDomain.Reader<T> reader) throws LibvirtCallException {
        if (bulkTellsStates) {
            try {
                return retried(() -> bulk.readAll(handle.pointer(), bits(STATE), flags, reader));
            } catch (LibvirtCallException e) {
                if (!e.isUnsupported()) {
                    throw e;
                }
                bulkTellsStates = false;
            }
        }
        return calls.list(handle.pointer(), flags, domains -> domains.stream()
                .map(domain -> reader.read(new NativeDomain(calls, domain, () -> calls.state(domain)), Moment.now()))
                .toList());
    }

    private static <T> List<T> retried(BulkQuestion<T> question) throws LibvirtCallException {
        try {
            return question.ask();
        } catch (LibvirtCallException e) {
            if (!e.isOfDomain()) {
                throw e;
            }
            return question.ask(); // it died meanwhile; the others live
        }
    }

    private <T> Optional<T> ask(String uuid, DomainCall<T> call) throws LibvirtException {
        try {
            org.libvirt.Domain domain = handle.domainLookupByUUIDString(uuid);
            try {
                return Optional.ofNullable(call.on(domain));
            } finally {
                domain.free();
            }
        } catch (LibvirtException e) {
            if (e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** As libvirt's virDomainStatsTypes; a libvirt too old for one tells the others. */
    private static int bits(Set<Group> groups) {
        return groups.stream().mapToInt(LibvirtConnection::bits).reduce(0, (a, b) -> a | b);
    }

    private static int bits(Group group) {
        return switch (group) {
            case STATE, DISKERROR -> 1; // whether there can be an error, the state tells
            case CPU -> CPU;
            case BALLOON -> 1 << 2;
            case VCPU -> VCPU;
            case INTERFACE -> 1 << 4;
            case BLOCK -> 1 << 5;
            case PERF -> 1 << 6;
            case IOTHREAD -> 1 << 7;
            case DIRTYRATE -> 1 << 9;
            case VM -> 1 << 10 | CPU | VCPU; // where libvirt tells of halt polling, and of each processor
        };
    }

    @Override
    public void close() throws LibvirtException {
        handle.close();
    }
}
