package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.disk.DiskSizeSupplement;
import io.nephometer.hypervisor.libvirt.domain.DomainShard;
import io.nephometer.hypervisor.libvirt.domain.MonitorState;
import io.nephometer.hypervisor.libvirt.domain.RunningDomain;
import io.nephometer.hypervisor.libvirt.errors.NativeCallException;
import io.nephometer.hypervisor.libvirt.source.StatsEnricher;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/**
 * A read-only connection to libvirt. The connection must be used and closed by the same thread, because libvirt stores
 * the last error separately for each thread.
 */
public final class LibvirtConnection implements AutoCloseable {

    private static final Set<Group> STATE = EnumSet.of(Group.STATE);
    private static final int CPU = 1 << 1;
    private static final int VCPU = 1 << 3;

    private interface BulkCall<T> {
        List<T> run() throws NativeCallException;
    }

    private interface DomainCall<T> {
        T run(org.libvirt.Domain domain) throws LibvirtException;
    }

    private final DomainCalls calls = new DomainCalls();
    private final BulkStatsCall bulk;
    private final NativeConnect handle;
    private final DiskSizeSupplement sizes;
    private final Supplier<Moment> clock;
    private final String description;
    private final boolean hasBulkStats;
    private boolean hasBulkStates = true;

    private LibvirtConnection(NativeConnect handle, DiskSizeSupplement sizes, Supplier<Moment> clock)
            throws LibvirtException {
        this.handle = handle;
        this.sizes = sizes;
        this.clock = clock;
        this.bulk = new BulkStatsCall(calls, clock);
        String driver = handle.getType();
        long version = handle.getLibVersion();
        description = "libvirt %s.%s.%s, driver %s"
                .formatted(version / 1_000_000, version / 1_000 % 1_000, version % 1_000, driver);
        // decided by name: judging by values, a host whose domains have all ended would seem to lack bulk statistics
        hasBulkStats = driver.equals("QEMU");
    }

    public static LibvirtConnection open(String uri, DiskSizeSupplement sizes, Supplier<Moment> clock)
            throws LibvirtException {
        NativeConnect handle = NativeConnect.open(uri);
        try {
            return new LibvirtConnection(handle, sizes, clock);
        } catch (LibvirtException | RuntimeException | LinkageError e) {
            handle.close();
            throw e;
        }
    }

    /** Returns a description of the connection for the operator, for example {@code libvirt 9.0.0, driver QEMU}. */
    public String description() {
        return description;
    }

    public List<Domain> domains() throws NativeCallException {
        return states(0, (domain, time) -> {
            Number state = domain.stats().build(time).number("state.state");
            RunningDomain listed = domain.identity();
            return new Domain(listed.uuid(), listed.name(), listed.id(), state == null ? 0 : state.intValue());
        });
    }

    /** Returns the XML of a domain, or an empty {@code Optional} if the domain does not exist. */
    public Optional<String> xml(String uuid) throws LibvirtException {
        return callDomain(uuid, domain -> domain.getXMLDesc(0));
    }

    /** Returns the states of the running domains' monitors without accessing any monitor. */
    public List<MonitorState> monitors() throws NativeCallException {
        return states(DomainCalls.ACTIVE, (domain, time) -> new MonitorState(domain.identity(), domain.busy()));
    }

    /** Returns the states of all domains, keyed by UUID. */
    public Map<String, Stats> states(StatsEnricher enricher) throws NativeCallException {
        Map<String, Stats> all = new HashMap<>();
        states(0, collector(all, STATE, enricher));
        return all;
    }

    /** Returns the values that the enricher adds for each running domain. No statistics are read from libvirt. */
    public Map<String, Stats> enriched(StatsEnricher enricher) throws NativeCallException {
        Map<String, Stats> all = new HashMap<>();
        NativeDomain.Reader<Stats> reader = collector(all, Set.of(), enricher);
        calls.list(handle.pointer(), DomainCalls.ACTIVE, domains -> domains.stream()
                .map(domain -> reader.read(new NativeDomain(calls, domain, Stats::builder), clock.get()))
                .toList());
        return all;
    }

    /** Returns the statistics of the running domains in a shard, keyed by UUID. */
    public Map<String, Stats> stats(Set<Group> groups, DomainShard shard, StatsEnricher enricher)
            throws NativeCallException, LibvirtException {
        if (!hasBulkStats) {
            return statsOneByOne(groups, shard);
        }
        Map<String, Stats> all = new HashMap<>();
        withRetry(() -> shard.isAll()
                ? bulk.readAll(
                        handle.pointer(),
                        bits(groups),
                        DomainCalls.ACTIVE | BulkStatsCall.NOWAIT,
                        collector(all, groups, enricher))
                : calls.list(
                        handle.pointer(),
                        DomainCalls.ACTIVE,
                        running -> bulk.read(
                                select(shard, running),
                                bits(groups),
                                BulkStatsCall.NOWAIT,
                                collector(all, groups, enricher))));
        return all;
    }

    private List<Pointer> select(DomainShard shard, List<Pointer> domains) {
        return domains.stream()
                .filter(domain -> shard.contains(calls.uuid(domain)))
                .toList();
    }

    private NativeDomain.Reader<Stats> collector(
            Map<String, Stats> statsByUuid, Set<Group> groups, StatsEnricher enricher) {
        return (domain, time) -> {
            int id = domain.id();
            if (id < 0 && !groups.equals(STATE)) {
                return null; // the domain ended meanwhile, and may have been restarted before it was read
            }
            String uuid = domain.uuid();
            Stats.Builder stats = domain.stats();
            enricher.enrich(uuid, id, stats, time);
            if (groups.contains(Group.BLOCK)) {
                sizes.add(uuid, id, stats.build(time), stats, domain);
            }
            Stats built = groups.contains(Group.DISKERROR)
                    ? DiskErrors.added(stats, time, domain::diskErrors)
                    : stats.build(time);
            return statsByUuid.put(uuid, built.in(id));
        };
    }

    private Map<String, Stats> statsOneByOne(Set<Group> groups, DomainShard shard)
            throws NativeCallException, LibvirtException {
        Map<RunningDomain, Stats.Builder> running =
                running(domain -> groups.contains(Group.STATE) ? domain.stats() : Stats.builder());
        Map<String, Stats> all = new HashMap<>();
        for (Map.Entry<RunningDomain, Stats.Builder> entry : running.entrySet()) {
            RunningDomain identity = entry.getKey();
            if (shard.contains(identity.uuid())) {
                Moment start = clock.get();
                callDomain(identity.uuid(), domain -> {
                            new PerDomainStats(domain, entry.getValue()).read(groups);
                            return entry.getValue().build(Moment.between(start, clock.get()));
                        })
                        .ifPresent(stats -> all.put(identity.uuid(), stats.in(identity.id())));
            }
        }
        // the calls identify a domain by its UUID: if it was restarted meanwhile, some calls may have read the new run
        Set<RunningDomain> unchanged = running(domain -> Stats.builder()).keySet();
        running.keySet().stream()
                .filter(domain -> !unchanged.contains(domain))
                .forEach(domain -> all.remove(domain.uuid()));
        return all;
    }

    private Map<RunningDomain, Stats.Builder> running(Function<NativeDomain, Stats.Builder> stats)
            throws NativeCallException {
        Map<RunningDomain, Stats.Builder> running = new HashMap<>();
        states(DomainCalls.ACTIVE, (domain, time) -> running.put(domain.identity(), stats.apply(domain)));
        return running;
    }

    /**
     * Reads the states of domains in bulk. If the driver does not support the bulk call, the states are read one by one
     * from then on.
     */
    private <T> List<T> states(int flags, NativeDomain.Reader<T> reader) throws NativeCallException {
        if (hasBulkStates) {
            try {
                return withRetry(() -> bulk.readAll(handle.pointer(), bits(STATE), flags, reader));
            } catch (NativeCallException e) {
                if (!e.isUnsupported()) {
                    throw e;
                }
                hasBulkStates = false;
            }
        }
        return calls.list(handle.pointer(), flags, domains -> domains.stream()
                .map(domain -> reader.read(new NativeDomain(calls, domain, () -> calls.state(domain)), clock.get()))
                .toList());
    }

    private static <T> List<T> withRetry(BulkCall<T> call) throws NativeCallException {
        try {
            return call.run();
        } catch (NativeCallException e) {
            if (!e.isFromDomain()) {
                throw e;
            }
            return call.run(); // the domain has ended; the other domains are still running
        }
    }

    private <T> Optional<T> callDomain(String uuid, DomainCall<T> call) throws LibvirtException {
        try {
            org.libvirt.Domain domain = handle.domainLookupByUUIDString(uuid);
            try {
                return Optional.ofNullable(call.run(domain));
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

    /**
     * Returns libvirt's virDomainStatsTypes flags for the given groups. A version of libvirt that is too old to support
     * one of the groups still returns the other groups.
     */
    private static int bits(Set<Group> groups) {
        return groups.stream().mapToInt(LibvirtConnection::bits).reduce(0, (a, b) -> a | b);
    }

    private static int bits(Group group) {
        return switch (group) {
            case STATE, DISKERROR -> 1; // the state shows whether there can be an error
            case CPU -> CPU;
            case BALLOON -> 1 << 2;
            case VCPU -> VCPU;
            case INTERFACE -> 1 << 4;
            case BLOCK -> 1 << 5;
            case PERF -> 1 << 6;
            case IOTHREAD -> 1 << 7;
            case DIRTYRATE -> 1 << 9;
            case VM -> 1 << 10 | CPU | VCPU; // libvirt reports halt polling with CPU, and each processor with VCPU
        };
    }

    @Override
    public void close() throws LibvirtException {
        handle.close();
    }
}
