package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.TreeMap;

/** libvirt's virDomainGetDiskErrors, which libvirt-java lacks. It calls the domain's monitor. */
final class DiskErrorCall {

    private static final int SIZE = 16; // virDomainDiskError on a 64-bit machine: the disk's name, the error
    private static final int ERROR = 8;

    private final Function call = NativeLibrary.getInstance("virt").getFunction("virDomainGetDiskErrors");

    /** Returns the error of each disk that has one, by its name; none if the domain does not report them. */
    Map<String, Integer> read(Pointer domain) {
        int disks =
                call.invokeInt(new Object[] {domain, null, 0, 0}); // without an array it returns the number of disks
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
