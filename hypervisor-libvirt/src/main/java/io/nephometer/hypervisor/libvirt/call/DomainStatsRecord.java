package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;

/**
 * Libvirt's virDomainStatsRecord structure as laid out in memory on 64-bit machines. The structure contains pointers to
 * a domain and to its parameters, as well as the number of parameters.
 */
record DomainStatsRecord(Pointer domain, Pointer parameters, int count) {

    private static final int PARAMETERS = 8;
    private static final int COUNT = 16;

    /** Returns the records referenced by an array of pointers. */
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
