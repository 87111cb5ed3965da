package io.nephometer.hypervisor.libvirt.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.junit.jupiter.api.Test;

class DomainStatsRecordTest {

    @Test
    void noRecordsNeedNoMemory() {
        assertThat(DomainStatsRecord.at(Pointer.NULL, 0)).isEmpty();
    }

    @Test
    void eachPointerLeadsToARecord() {
        Memory first = record(0x1000, 0x2000, 7);
        Memory second = record(0x3000, 0x4000, 0);
        Memory array = new Memory(3 * 8);
        array.setPointer(0, first);
        array.setPointer(8, second);
        array.setPointer(16, Pointer.NULL);

        assertThat(DomainStatsRecord.at(array, 2))
                .containsExactly(
                        new DomainStatsRecord(new Pointer(0x1000), new Pointer(0x2000), 7),
                        new DomainStatsRecord(new Pointer(0x3000), new Pointer(0x4000), 0));
    }

    private static Memory record(long domain, long parameters, int count) {
        Memory record = new Memory(24);
        record.setLong(0, domain);
        record.setLong(8, parameters);
        record.setInt(16, count);
        return record;
    }
}
