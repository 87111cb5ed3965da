package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;

/** libvirt's virDomainStatsRecord as 64-bit machines have it in memory: a domain and the address of its parameters. */
record DomainStatsRecord(Pointer domain, Pointer parameters, int count) {

    private static final int PARAMETERS = 8;
    private static final int COUNT = 16;

    /** Returns the records to which an array of pointers leads. */
    static List<DomainStatsRecord> at(Pointer array, int length) {
        if (length == 0) {
            return List.of();
        }
        return Arrays.stream(array.getPointerArray(0, length))
                .map(record -> new DomainStatsRecord(
                        record.getPointer(0), record.getPointer(PARAMETERS), record.getInt(COUNT)))
                .toList();
    }
}
