package io.nephometer.hypervisor.libvirt;

import com.sun.jna.Pointer;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/** A read-only connection to libvirt. For one thread, also to close it: libvirt keeps its last error by thread. */
final class Connection implements AutoCloseable {

    /** libvirt's for the whole process; kept here so that it is never collected while libvirt may call it. */
    private static final Libvirt.VirErrorCallback SILENT = (data, error) -> {};

    private static final Set<Group> STATE = EnumSet.of(Group.STATE);
    private static final int CPU = 1 << 1;
    private static final int VCPU = 1 << 3;

    /** libvirt-java's connection with its pointer in reach. */
    static final class Handle extends Connect {

        private Handle(String uri) throws LibvirtException {
            super(uri, true);
        }

        static Handle open(String uri) throws LibvirtException {
            Libvirt.INSTANCE.virSetErrorFunc(null, SILENT); // else libvirt writes each error to stderr
            return new Handle(uri);
        }

        Pointer pointer() {
            return vcp.getPointer();
        }
    }

    /** Sees each domain's statistics as they are read, and may add to them. */
    interface Observer {

        /** @param stats what libvirt gave, to be added to */
        void observe(String uuid, int id, Stats.Builder stats, Moment read);
    }

    private interface BulkQuestion<T> {
        List<T> ask() throws CallFailedException;
    }

    private interface DomainCall<T> {
        T on(org.libvirt.Domain domain) throws LibvirtException;
    }

    private final DomainCalls calls = new DomainCalls();
    private final BulkCall bulk = new BulkCall(calls);
    private final Handle handle;
    private final DiskSizes sizes;
    private final String description;
    private final boolean bulkTellsAll;
    private boolean bulkTellsStates = true;

    private Connection(Handle handle, DiskSizes sizes) throws LibvirtException {
        this.handle = handle;
        this.sizes = sizes;
        String driver = handle.getType();
        long version = handle.getLibVersion();
        description = "libvirt %s.%s.%s, driver %s"
                .formatted(version / 1_000_000, version / 1_000 % 1_000, version % 1_000, driver);
        // by name: whether values came would take a host of dying domains for a driver that knows none
        bulkTellsAll = driver.equals("QEMU");
    }

    static Connection open(String uri, DiskSizes sizes) throws LibvirtException {
        Handle handle = Handle.open(uri);
        try {
            return new Connection(handle, sizes);
        } catch (LibvirtException | RuntimeException | LinkageError e) {
            handle.close();
            throw e;
        }
    }

    /** For the operator's eyes: {@code libvirt 9.0.0, driver QEMU}. */
    String description() {
        return description;
    }

    List<Domain> domains() throws CallFailedException {
        return states(0, (entry, read) -> {
            Number state = entry.stats().build(read).number("state.state");
            Guest guest = entry.guest();
            return new Domain(guest.uuid(), guest.name(), guest.id(), state == null ? 0 : state.intValue());
        });
    }

    /** Empty if the domain is gone. */
    Optional<String> xml(String uuid) throws LibvirtException {
        return ask(uuid, domain -> domain.getXMLDesc(0));
    }

    /** The running domains, without touching any monitor. */
    List<Guest.Seen> running() throws CallFailedException {
        return states(DomainCalls.ACTIVE, (entry, read) -> new Guest.Seen(entry.guest(), entry.busy()));
    }

    /** Of all domains. */
    Map<String, Stats> states(Observer observer) throws CallFailedException {
        Map<String, Stats> all = new HashMap<>();
        states(0, into(all, STATE, observer));
        return all;
    }

    /** Of the running domains, without asking anything of them: what the observer adds. */
    Map<String, Stats> observed(Observer observer) throws CallFailedException {
        Map<String, Stats> all = new HashMap<>();
        Entry.Reader<Stats> reader = into(all, Set.of(), observer);
        calls.list(handle.pointer(), DomainCalls.ACTIVE, domains -> domains.stream()
                .map(domain -> reader.read(new Entry(calls, domain, Stats::builder), Moment.now()))
                .toList());
        return all;
    }

    /** Of the running domains of a part. */
    Map<String, Stats> stats(Set<Group> groups, Part part, Observer observer)
            throws CallFailedException, LibvirtException {
        if (!bulkTellsAll) {
            return statsOneByOne(groups, part);
        }
        Map<String, Stats> all = new HashMap<>();
        retried(() -> part.isWhole()
                ? bulk.readAll(
                        handle.pointer(),
                        bits(groups),
                        DomainCalls.ACTIVE | BulkCall.NOWAIT,
                        into(all, groups, observer))
                : calls.list(
                        handle.pointer(),
                        DomainCalls.ACTIVE,
                        running -> bulk.read(
                                of(part, running), bits(groups), BulkCall.NOWAIT, into(all, groups, observer))));
        return all;
    }

    private List<Pointer> of(Part part, List<Pointer> domains) {
        return domains.stream()
                .filter(domain -> part.contains(calls.uuid(domain)))
                .toList();
    }

    private Entry.Reader<Stats> into(Map<String, Stats> all, Set<Group> groups, Observer observer) {
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

    private Map<String, Stats> statsOneByOne(Set<Group> groups, Part part)
            throws CallFailedException, LibvirtException {
        Map<Guest, Stats.Builder> running =
                running(entry -> groups.contains(Group.STATE) ? entry.stats() : Stats.builder());
        Map<String, Stats> all = new HashMap<>();
        for (Map.Entry<Guest, Stats.Builder> one : running.entrySet()) {
            Guest guest = one.getKey();
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
        Set<Guest> still = running(entry -> Stats.builder()).keySet();
        running.keySet().stream().filter(guest -> !still.contains(guest)).forEach(guest -> all.remove(guest.uuid()));
        return all;
    }

    private Map<Guest, Stats.Builder> running(Function<Entry, Stats.Builder> stats) throws CallFailedException {
        Map<Guest, Stats.Builder> running = new HashMap<>();
        states(DomainCalls.ACTIVE, (entry, read) -> running.put(entry.guest(), stats.apply(entry)));
        return running;
    }

    /** In bulk, or one by one if the driver cannot: that it must show first. */
    private <T> List<T> states(int flags, Entry.Reader<T> reader) throws CallFailedException {
        if (bulkTellsStates) {
            try {
                return retried(() -> bulk.readAll(handle.pointer(), bits(STATE), flags, reader));
            } catch (CallFailedException e) {
                if (!e.isUnsupported()) {
                    throw e;
                }
                bulkTellsStates = false;
            }
        }
        return calls.list(handle.pointer(), flags, domains -> domains.stream()
                .map(domain -> reader.read(new Entry(calls, domain, () -> calls.state(domain)), Moment.now()))
                .toList());
    }

    private static <T> List<T> retried(BulkQuestion<T> question) throws CallFailedException {
        try {
            return question.ask();
        } catch (CallFailedException e) {
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
        return groups.stream().mapToInt(Connection::bits).reduce(0, (a, b) -> a | b);
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
