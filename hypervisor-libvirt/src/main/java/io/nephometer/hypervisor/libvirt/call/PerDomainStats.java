package io.nephometer.hypervisor.libvirt.call;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.disk.BlockInfo;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.libvirt.Domain;
import org.libvirt.DomainBlockInfo;
import org.libvirt.DomainBlockStats;
import org.libvirt.DomainInfo;
import org.libvirt.DomainInterfaceStats;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.LibvirtException;
import org.libvirt.MemoryStatistic;
import org.libvirt.TypedParameter;
import org.libvirt.VcpuInfo;

/**
 * Reads the statistics of a single domain with a separate call for each kind of statistic. This class is used for
 * drivers whose bulk call returns only the state. The statistics have the same names as in the bulk call. Values that
 * are unknown to the driver are omitted.
 */
final class PerDomainStats {

    // spotless:off
    private static final Map<String, ToLongFunction<DomainInfo>> CPU = Map.of(
            "cpu.time",        info -> info.cpuTime);
    private static final Map<String, String> CPU_PARTS = Map.of(
            "user_time",       "cpu.user",
            "system_time",     "cpu.system");
    private static final Map<String, ToLongFunction<DomainInfo>> BALLOON = Map.of(
            "balloon.current", info -> info.memory,
            "balloon.maximum", info -> info.maxMem);
    /**
     * The names of the memory statistics, in the order of libvirt's virDomainMemoryStatTags. Tag 6 is the size of the
     * balloon.
     */
    private static final List<String> MEMORY = List.of(
            "swap_in", "swap_out", "major_fault", "minor_fault", "unused", "available", "current", "rss", "usable",
            "last-update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail");
    private static final Map<String, ToLongFunction<DomainInfo>> VCPU = Map.of(
            "vcpu.current",    info -> info.nrVirtCpu);
    private static final Map<String, ToLongFunction<VcpuInfo>> ONE_VCPU = Map.of(
            "state",           vcpu -> vcpu.state.ordinal(),
            "time",            vcpu -> vcpu.cpuTime);
    private static final Map<String, ToLongFunction<DomainBlockStats>> TRANSFERS = Map.of(
            "rd.reqs",         block -> block.rd_req,
            "rd.bytes",        block -> block.rd_bytes,
            "wr.reqs",         block -> block.wr_req,
            "wr.bytes",        block -> block.wr_bytes);
    private static final Map<String, ToLongFunction<DomainBlockInfo>> SIZES = Map.of(
            "allocation",      DomainBlockInfo::getAllocation,
            "capacity",        DomainBlockInfo::getCapacity,
            "physical",        DomainBlockInfo::getPhysical,
            BlockInfo.PREFIX + "allocation", DomainBlockInfo::getAllocation,
            BlockInfo.PREFIX + "physical",   DomainBlockInfo::getPhysical);
    private static final Map<String, ToLongFunction<DomainInterfaceStats>> NET = Map.of(
            "rx.bytes",        net -> net.rx_bytes,
            "rx.pkts",         net -> net.rx_packets,
            "rx.errs",         net -> net.rx_errs,
            "rx.drop",         net -> net.rx_drop,
            "tx.bytes",        net -> net.tx_bytes,
            "tx.pkts",         net -> net.tx_packets,
            "tx.errs",         net -> net.tx_errs,
            "tx.drop",         net -> net.tx_drop);
    // spotless:on

    private interface Call<T> {
        T answer() throws LibvirtException;
    }

    private interface Device {
        void read(int index, String name) throws LibvirtException;
    }

    private final Domain domain;
    private final Stats.Builder stats;

    PerDomainStats(Domain domain, Stats.Builder stats) {
        this.domain = domain;
        this.stats = stats;
    }

    /** Reads the given groups except for the state, which the bulk call has already returned. */
    void read(Set<Group> groups) throws LibvirtException {
        for (Group group : groups) {
            switch (group) {
                case CPU -> cpu();
                case BALLOON -> balloon();
                case VCPU -> vcpus();
                case INTERFACE -> interfaces();
                case BLOCK -> blocks();
                case STATE, DISKERROR, PERF, IOTHREAD, DIRTYRATE, VM -> {}
            }
        }
    }

    private void cpu() throws LibvirtException {
        put(null, 0, CPU, answer(domain::getInfo));
        TypedParameter[] total = answer(() -> domain.getCPUStats(-1, 1)).orElse(new TypedParameter[0]);
        for (TypedParameter part : total) {
            if (CPU_PARTS.containsKey(part.field)) {
                put(null, 0, CPU_PARTS.get(part.field), Long.parseLong(part.getValueAsString()));
            }
        }
    }

    private void balloon() throws LibvirtException {
        put(null, 0, BALLOON, answer(domain::getInfo));
        // after getInfo: for a container, getInfo returns the memory in use, and this call returns the limit
        MemoryStatistic[] memory =
                answer(() -> domain.memoryStats(MEMORY.size())).orElse(new MemoryStatistic[0]);
        for (MemoryStatistic one : memory) {
            if (one.getTag() < MEMORY.size()) {
                put(null, 0, "balloon." + MEMORY.get(one.getTag()), one.getValue());
            }
        }
    }

    private void vcpus() throws LibvirtException {
        Optional<DomainInfo> info = answer(domain::getInfo);
        put(null, 0, VCPU, info);
        put(null, 0, "vcpu.maximum", answer(domain::getMaxVcpus).orElse(-1));
        int plugged = info.map(known -> known.nrVirtCpu).orElse(0);
        VcpuInfo[] most = answer(domain::getVcpusInfo).orElse(new VcpuInfo[0]); // the unplugged ones are blank
        Stream.of(most).limit(plugged).forEach(vcpu -> put("vcpu", vcpu.number, ONE_VCPU, Optional.of(vcpu)));
    }

    private void blocks() throws LibvirtException {
        each("block", DeviceNames::disks, (disk, name) -> {
            put("block", disk, TRANSFERS, answer(() -> domain.blockStats(name)));
            put("block", disk, SIZES, answer(() -> domain.blockInfo(name)));
        });
    }

    private void interfaces() throws LibvirtException {
        each(
                "net",
                DeviceNames::interfaces,
                (net, name) -> put("net", net, NET, answer(() -> domain.interfaceStats(name))));
    }

    private void each(String group, Function<DeviceNames, List<String>> kind, Device device) throws LibvirtException {
        Optional<List<String>> names = devices().map(kind);
        put(null, 0, group + ".count", names.map(List::size).orElse(-1));
        for (ListIterator<String> each = names.orElse(List.of()).listIterator(); each.hasNext(); ) {
            int index = each.nextIndex();
            String name = each.next();
            if (!name.isEmpty()) {
                stats.put(group, index, "name", name);
                device.read(index, name);
            }
        }
    }

    private Optional<DeviceNames> devices() throws LibvirtException {
        Optional<String> xml = answer(() -> domain.getXMLDesc(0));
        try {
            return xml.isPresent() ? Optional.of(DeviceNames.parse(xml.get())) : Optional.empty();
        } catch (XMLStreamException e) {
            return Optional.empty(); // one malformed domain must not affect the others
        }
    }

    private <T> void put(String group, int index, Map<String, ToLongFunction<T>> values, Optional<T> from) {
        from.ifPresent(known -> values.forEach((name, value) -> put(group, index, name, value.applyAsLong(known))));
    }

    /**
     * Adds a value to the statistics unless the value is negative, which indicates that the actual value is unknown.
     */
    private void put(String group, int index, String name, long value) {
        if (value >= 0) {
            stats.put(group, index, name, value);
        }
    }

    /**
     * Returns the answer to a call, or an empty {@code Optional} if the driver has no answer or the domain no longer
     * exists. An exception is thrown only if the connection fails.
     */
    private static <T> Optional<T> answer(Call<T> call) throws LibvirtException {
        try {
            return Optional.ofNullable(call.answer());
        } catch (LibvirtException e) {
            if (e.getError().getDomain() == ErrorDomain.VIR_FROM_RPC) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
