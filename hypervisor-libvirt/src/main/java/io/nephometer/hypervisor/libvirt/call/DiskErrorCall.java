package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls libvirt's virDomainGetDiskErrors function, which libvirt-java does not provide. The function queries the
 * domain's monitor.
 */
final class DiskErrorCall {

    private static final int SIZE = 16; // virDomainDiskError on a 64-bit machine: the disk's name, the error
    private static final int ERROR = 8;

    private final Function call = NativeLibrary.getInstance("virt").getFunction("virDomainGetDiskErrors");

    /**
     * Returns the error code of each failed disk, keyed by disk name. The map is empty if the domain does not report
     * disk errors.
     */
    Map<String, Integer> read(Pointer domain) {
        int disks =
                call.invokeInt(new Object[] {domain, null, 0, 0}); // returns the number of disks if there is no array
        return disks > 0 ? read(domain, disks) : Map.of();
    }

    private Map<String, Integer> read(Pointer domain, int disks) {
        Map<String, Integer> all = new TreeMap<>();
        try (Memory errors = new Memory((long) disks * SIZE)) {
            int count = call.invokeInt(new Object[] {domain, errors, disks, 0});
            for (int at = 0; at < count * SIZE; at += SIZE) {
                Pointer name = errors.getPointer(at);
                all.put(name.getString(0, "UTF-8"), errors.getInt(at + ERROR));
                Native.free(Pointer.nativeValue(name));
            }
        }
        return all;
    }
}
