package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a host of 1,000 domains that libvirt's test driver makes up, each tenth of them shut off. */
class ManyDomainsLibvirtIT {

    private static final int DOMAINS = 1000;

    private LibvirtHypervisor hypervisor;

    @BeforeEach
    void connect(@TempDir Path folder) throws IOException {
        Path node = folder.resolve("node.xml");
        Files.writeString(
                node,
                IntStream.range(0, DOMAINS)
                        .mapToObj(ManyDomainsLibvirtIT::domain)
                        .collect(Collectors.joining("\n", "<node>\n", "\n</node>\n")));
        hypervisor = new LibvirtHypervisor(LibvirtSettings.of("test://" + node, "10"), Moment::now);
        hypervisor.domains(); // libvirt reads the file now
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void allDomainsAreListedThoseShutOffWithoutId() throws IOException {
        assertThat(hypervisor.domains()).hasSize(DOMAINS).allSatisfy(domain -> {
            boolean off = domain.name().endsWith("0");
            assertThat(domain.state()).isEqualTo(off ? 5 : 1);
            assertThat(domain.id() == -1).isEqualTo(off);
        });
    }

    @Test
    void shutOffDomainsHaveAStateAndNothingElse() throws IOException {
        assertThat(hypervisor.stats(Set.of(Group.STATE))).hasSize(DOMAINS);
        Map<String, Stats> cpu = hypervisor.stats(Set.of(Group.STATE, Group.CPU));
        assertThat(cpu).hasSize(DOMAINS * 9 / 10);
        assertThat(cpu.values()).allSatisfy(stats -> {
            assertThat(stats.number("state.state")).isEqualTo(1L);
            assertThat(stats.number("cpu.time")).isNotNull();
        });
    }

    @Test
    void aNameMayBeOfAnyLanguage() throws IOException {
        assertThat(hypervisor.domains()).anyMatch(domain -> domain.name().equals("größe-1"));
    }

    @Test
    void twoThousandBulkReadsLeaveNothingOpen() throws IOException {
        long before = openFiles();
        for (int i = 0; i < 2000; i++) {
            assertThat(hypervisor.stats(Set.of(Group.STATE))).hasSize(DOMAINS);
        }
        assertThat(openFiles()).isLessThanOrEqualTo(before);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static String domain(int i) {
        return """
                <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
                  <name>%s-%d</name><uuid>00000000-0000-4000-8000-%012x</uuid><memory>2048</memory><vcpu>1</vcpu>
                  <os><type>hvm</type></os>
                  <test:runstate>%d</test:runstate>
                </domain>""".formatted(i == 1 ? "größe" : "instance", i, i, i % 10 == 0 ? 5 : 1);
    }
}
