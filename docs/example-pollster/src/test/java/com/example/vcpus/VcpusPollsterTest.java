package com.example.vcpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nephometer.api.Resource;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import io.nephometer.testkit.Turns;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VcpusPollsterTest {

    private static final Resource U1 = Resource.of("u1", Map.of());

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final VcpusPollster pollster = new VcpusPollster(hypervisor);

    @Test
    void aHypervisorThatCannotBeAskedFailsTheTurn() {
        hypervisor.failing("connection refused");
        assertThrows(IOException.class, this::poll);
    }

    @Test
    void aMissingValueIsNoSampleAndNeverZero() throws IOException {
        hypervisor.running("u1", Recording.of("vcpu.current=2"));
        assertEquals("", poll());
    }

    @Test
    void readsARealGuest() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertEquals("vcpus.maximum  gauge  vcpu  u1  2\n", poll());
    }

    private String poll() throws IOException {
        return Turns.table(pollster.poll(Turns.everything(pollster, U1)));
    }
}
