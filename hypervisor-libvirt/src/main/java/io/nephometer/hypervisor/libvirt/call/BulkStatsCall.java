package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.errors.NativeCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the statistics of all domains, or of selected domains, in a single native call that libvirt-java does not
 * provide. This class is not thread-safe.
 */
final class BulkStatsCall {

    /** The flag that causes libvirt to omit values that would require waiting for a busy monitor. */
    static final int NOWAIT = 1 << 29;

    /**
     * Calls libvirt and returns the number of domains in the answer. The address of the answer is stored in the given
     * reference.
     */
    private interface Call {
        int run(PointerByReference answer);
    }

    private final DomainCalls domains;
    private final Supplier<Moment> clock;
    private final Function all;
    private final Function some;
    private final Function free;
    private final TypedParameters parameters = new TypedParameters();

    BulkStatsCall(DomainCalls domains, Supplier<Moment> clock) {
        this.domains = domains;
        this.clock = clock;
        NativeLibrary libvirt = NativeLibrary.getInstance("virt");
        all = libvirt.getFunction("virConnectGetAllDomainStats");
        some = libvirt.getFunction("virDomainListGetStats");
        free = libvirt.getFunction("virDomainStatsRecordListFree");
    }

    <T> List<T> readAll(Pointer connection, int groups, int flags, NativeDomain.Reader<T> reader)
            throws NativeCallException {
        return read(answer -> all.invokeInt(new Object[] {connection, groups, answer, flags}), reader);
    }

    <T> List<T> read(List<Pointer> selected, int groups, int flags, NativeDomain.Reader<T> reader)
            throws NativeCallException {
        if (selected.isEmpty()) { // libvirt rejects an empty list
            return List.of();
        }
        Pointer[] list = selected.toArray(new Pointer[selected.size() + 1]); // the last one is null
        return read(answer -> some.invokeInt(new Object[] {list, groups, answer, flags}), reader);
    }

    private <T> List<T> read(Call call, NativeDomain.Reader<T> reader) throws NativeCallException {
        PointerByReference list = new PointerByReference();
        Moment start = clock.get();
        int length = call.run(list);
        Moment time = Moment.between(start, clock.get());
        if (length < 0) {
            throw NativeCallException.last();
        }
        try {
            List<T> results = new ArrayList<>(length);
            for (DomainStatsRecord record : DomainStatsRecord.at(list.getValue(), length)) {
                results.add(reader.read(new NativeDomain(domains, record.domain(), () -> stats(record)), time));
            }
            return results;
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
