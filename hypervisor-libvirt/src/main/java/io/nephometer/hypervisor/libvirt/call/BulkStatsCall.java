package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.errors.LibvirtCallException;
import java.util.ArrayList;
import java.util.List;

/** The statistics of many domains in one call, all of them or a list, which libvirt-java lacks. For one thread. */
final class BulkStatsCall {

    /** Leaves out what a domain's busy monitor would have to be waited for. */
    static final int NOWAIT = 1 << 29;

    /** Gives libvirt the place for the answer's address. */
    private interface Call {
        int to(PointerByReference answer);
    }

    private final DomainCalls domains;
    private final Function all;
    private final Function some;
    private final Function free;
    private final TypedParameters parameters = new TypedParameters();

    BulkStatsCall(DomainCalls domains) {
        this.domains = domains;
        NativeLibrary libvirt = NativeLibrary.getInstance("virt");
        all = libvirt.getFunction("virConnectGetAllDomainStats");
        some = libvirt.getFunction("virDomainListGetStats");
        free = libvirt.getFunction("virDomainStatsRecordListFree");
    }

    <T> List<T> readAll(Pointer connection, int groups, int flags, NativeDomain.Reader<T> reader)
            throws LibvirtCallException {
        return read(answer -> all.invokeInt(new Object[] {connection, groups, answer, flags}), reader);
    }

    <T> List<T> read(List<Pointer> of, int groups, int flags, NativeDomain.Reader<T> reader)
            throws LibvirtCallException {
        if (of.isEmpty()) { // to libvirt that is a mistake
            return List.of();
        }
        Pointer[] list = of.toArray(new Pointer[of.size() + 1]); // the last one is null
        return read(answer -> some.invokeInt(new Object[] {list, groups, answer, flags}), reader);
    }

    private <T> List<T> read(Call call, NativeDomain.Reader<T> reader) throws LibvirtCallException {
        PointerByReference list = new PointerByReference();
        Moment start = Moment.now();
        int length = call.to(list);
        Moment read = Moment.between(start, Moment.now());
        if (length < 0) {
            throw LibvirtCallException.last();
        }
        try {
            List<T> entries = new ArrayList<>(length);
            for (DomainStatsRecord record : DomainStatsRecord.at(list.getValue(), length)) {
                entries.add(reader.read(new NativeDomain(domains, record.domain(), () -> stats(record)), read));
            }
            return entries;
        } finally {
            free.invokeVoid(new Object[] {list.getValue()});
        }
    }

    private Stats.Builder stats(DomainStatsRecord record) {
        Stats.Builder stats = Stats.builder();
        parameters.read(record.parameters(), record.count(), stats);
        return stats;
    }
}
