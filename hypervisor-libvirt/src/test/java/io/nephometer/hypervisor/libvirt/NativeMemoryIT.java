package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What libvirt allocates for an answer is freed. In full: {@code -Dreads=200000}. */
class NativeMemoryIT {

    private static final int READS = Integer.getInteger("reads", 5_000);
    private static final long KIB_OF_10000_READS = 1 << 10;
    private static final long KIB_OF_THE_JVM = 16 << 10; // compiled code, more or less of the heap touched

    private final LibvirtHypervisor hypervisor =
            new LibvirtHypervisor(LibvirtSettings.of("test:///default", "10"), Moment::now);

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void bulkReadsLeaveNoNativeMemoryBehind() throws IOException {
        read(READS / 5); // until what is loaded and compiled once is there
        long before = nativeKib();
        read(READS);
        long grown = nativeKib() - before;
        System.out.println("native memory after " + READS + " reads: " + grown + " KiB more");
        assertThat(grown).isLessThan(KIB_OF_THE_JVM + KIB_OF_10000_READS * READS / 10_000);
    }

    private void read(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertThat(hypervisor.stats(Set.of(Group.STATE))).hasSize(1);
        }
    }

    /** What is resident of the process, without its heap. */
    private static long nativeKib() throws IOException {
        System.gc();
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
        return resident - Runtime.getRuntime().totalMemory() / 1024;
    }
}
