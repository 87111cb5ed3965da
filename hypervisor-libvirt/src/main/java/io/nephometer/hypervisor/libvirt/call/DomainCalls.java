package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.disk.BlockInfo;
import io.nephometer.hypervisor.libvirt.errors.NativeCallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Provides the libvirt calls that list domains or query a single domain. This class is not thread-safe. */
public final class DomainCalls {

    /** The flag that restricts a listing to running domains. */
    static final int ACTIVE = 1;

    private static final int CONTROL_INFO = 16;
    private static final int CONTROL_SINCE = 8;
    private static final int OCCUPIED = 2;

    // functions instead of a mapped interface, because JNA keeps the class loader of a mapped interface forever
    private final NativeLibrary libvirt = NativeLibrary.getInstance("virt");
    private final Function list = libvirt.getFunction("virConnectListAllDomains");
    private final Function free = libvirt.getFunction("virDomainFree");
    private final Function uuid = libvirt.getFunction("virDomainGetUUID");
    private final Function name = libvirt.getFunction("virDomainGetName");
    private final Function id = libvirt.getFunction("virDomainGetID");
    private final Function control = libvirt.getFunction("virDomainGetControlInfo");
    private final Function state = libvirt.getFunction("virDomainGetState");
    private final DiskErrorCall errors = new DiskErrorCall();
    private final BlockInfoCall blockInfo = new BlockInfoCall();

    /** Reads a list of domains before the memory occupied by the domains is freed. */
    interface Reader<T> {
        T read(List<Pointer> domains) throws NativeCallException;
    }

    /** Lists domains, passes the list to the reader and returns the reader's result. */
    <T> T list(Pointer connection, int flags, Reader<T> reader) throws NativeCallException {
        PointerByReference array = new PointerByReference();
        int length = list.invokeInt(new Object[] {connection, array, flags});
        if (length < 0) {
            throw NativeCallException.last();
        }
        List<Pointer> domains =
                length == 0 ? List.of() : Arrays.asList(array.getValue().getPointerArray(0, length));
        try {
            return reader.read(domains);
        } finally {
            domains.forEach(domain -> free.invokeInt(new Object[] {domain}));
            Native.free(Pointer.nativeValue(array.getValue()));
        }
    }

    public String uuid(Pointer domain) {
        byte[] bytes = new byte[16];
        uuid.invokeInt(new Object[] {domain, bytes});
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }

    String name(Pointer domain) {
        return name.invokePointer(new Object[] {domain}).getString(0, "UTF-8");
    }

    /** Returns the ID of a domain, or -1 if the domain is shut off. */
    int id(Pointer domain) {
        return id.invokeInt(new Object[] {domain});
    }

    /**
     * Returns how long a domain's monitor has been processing its current command, or an empty {@code Optional} if the
     * monitor is idle. This method does not access the monitor.
     */
    Optional<Duration> busy(Pointer domain) {
        byte[] info = new byte[CONTROL_INFO]; // virDomainControlInfo: state, details, milliseconds
        ByteBuffer fields = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
        boolean known = control.invokeInt(new Object[] {domain, info, 0}) == 0;
        return known && fields.getInt(0) == OCCUPIED
                ? Optional.of(Duration.ofMillis(fields.getLong(CONTROL_SINCE)))
                : Optional.empty();
    }

    /**
     * Returns the state of a domain, using the same statistic names as the bulk call. The statistics are empty if the
     * domain no longer exists.
     */
    Stats.Builder state(Pointer domain) {
        int[] code = new int[1];
        int[] reason = new int[1];
        Stats.Builder stats = Stats.builder();
        if (state.invokeInt(new Object[] {domain, code, reason, 0}) == 0) {
            stats.put(null, 0, "state.state", (long) code[0]);
            stats.put(null, 0, "state.reason", (long) reason[0]);
        }
        return stats;
    }

    /** Returns the error code of each failed disk, keyed by disk name. This method queries the domain's monitor. */
    Map<String, Integer> diskErrors(Pointer domain) {
        return errors.read(domain);
    }

    /** Returns the sizes of a disk on the host. This method queries the domain's monitor. */
    Optional<BlockInfo> blockInfo(Pointer domain, String disk) {
        return blockInfo.read(domain, disk);
    }
}
