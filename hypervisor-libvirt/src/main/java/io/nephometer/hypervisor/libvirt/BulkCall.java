package io.nephometer.hypervisor.libvirt;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** virConnectGetAllDomainStats, the statistics of all domains in one call, which libvirt-java lacks. For one thread. */
final class BulkCall {

    static final int ACTIVE = 1;
    /** Leaves out what a domain's busy monitor would have to be waited for. */
    static final int NOWAIT = 1 << 29;

    private static final int CONTROL_INFO = 16;
    private static final int CONTROL_SINCE = 8;
    private static final int OCCUPIED = 2;

    /** What is wanted of each domain. */
    interface Reader<T> {
        T read(Entry entry, Moment read);
    }

    private final Function call;
    private final Function free;
    private final Function uuid;
    private final Function name;
    private final Function id;
    private final Function control;
    private final DiskErrorCall errors = new DiskErrorCall();
    private final TypedParameters parameters = new TypedParameters();

    BulkCall() {
        // Functions, not a mapped interface: JNA would keep the interface's class loader for ever
        NativeLibrary libvirt = NativeLibrary.getInstance("virt");
        call = libvirt.getFunction("virConnectGetAllDomainStats");
        free = libvirt.getFunction("virDomainStatsRecordListFree");
        uuid = libvirt.getFunction("virDomainGetUUID");
        name = libvirt.getFunction("virDomainGetName");
        id = libvirt.getFunction("virDomainGetID");
        control = libvirt.getFunction("virDomainGetControlInfo");
    }

    <T> List<T> read(Pointer connection, int groups, int flags, Reader<T> reader) throws CallFailedException {
        PointerByReference list = new PointerByReference();
        Moment start = Moment.now();
        int length = call.invokeInt(new Object[] {connection, groups, list, flags});
        Moment read = Moment.between(start, Moment.now());
        if (length < 0) {
            throw CallFailedException.last();
        }
        try {
            List<T> all = new ArrayList<>(length);
            for (DomainRecord record : DomainRecord.at(list.getValue(), length)) {
                all.add(reader.read(new Entry(record), read));
            }
            return all;
        } finally {
            free.invokeVoid(new Object[] {list.getValue()});
        }
    }

    /** A domain and its statistics in libvirt's memory: good only while the reader reads it. */
    final class Entry {

        private final DomainRecord record;

        private Entry(DomainRecord record) {
            this.record = record;
        }

        String uuid() {
            byte[] bytes = new byte[16];
            uuid.invokeInt(new Object[] {record.domain(), bytes});
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            return new UUID(halves.getLong(), halves.getLong()).toString();
        }

        String name() {
            return name.invokePointer(new Object[] {record.domain()}).getString(0, "UTF-8");
        }

        /** -1 while the domain is shut off. */
        int id() {
            return id.invokeInt(new Object[] {record.domain()});
        }

        /** Since when its monitor works on a question; empty if it waits for one. Touches no monitor itself. */
        Optional<Duration> busy() {
            byte[] info = new byte[CONTROL_INFO]; // virDomainControlInfo: state, details, milliseconds
            ByteBuffer fields = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
            boolean known = control.invokeInt(new Object[] {record.domain(), info, 0}) == 0;
            return known && fields.getInt(0) == OCCUPIED
                    ? Optional.of(Duration.ofMillis(fields.getLong(CONTROL_SINCE)))
                    : Optional.empty();
        }

        /** The error of each disk that has one, by its name; none if the monitor is busy, for this call would wait for it. */
        Map<String, Integer> diskErrors() {
            return busy().isPresent() ? Map.of() : errors.read(record.domain());
        }

        Stats.Builder stats() {
            Stats.Builder stats = Stats.builder();
            parameters.read(record.parameters(), record.count(), stats);
            return stats;
        }
    }
}
