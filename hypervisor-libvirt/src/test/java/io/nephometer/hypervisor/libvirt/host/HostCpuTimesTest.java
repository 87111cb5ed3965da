package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.call.StatName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCpuTimesTest {

    private static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    private static final List<Domain> RUNNING = List.of(new Domain(UUID, "a", 1, 1));

    private static final Set<Group> CPU = Set.of(Group.CPU);

    @TempDir
    Path proc;

    @TempDir
    Path cgroups;

    private HostCpuTimes processors;
    private QemuFiles files;

    /** What libvirt tells of these files; a test changes what it is about. */
    private final Map<String, Long> told = new HashMap<>(Map.of(
            "cpu.time", 6_040_000_000L,
            "cpu.user", 5_660_000_000L,
            "cpu.system", 380_000_000L,
            "vcpu.current", 1L,
            "vcpu.maximum", 4L,
            "vcpu.0.state", 1L,
            "vcpu.0.time", 3_050_000_000L,
            "vcpu.0.wait", 0L,
            "vcpu.0.delay", 700L));

    @BeforeEach
    void write() throws IOException {
        processors = new HostCpuTimes(proc, cgroups, () -> Instant.EPOCH);
        files = new QemuFiles(proc, 42, UUID).thread(44, "CPU 0/KVM", 300, 5, 700, 68360);
    }

    private Stats libvirt() {
        Stats.Builder stats = Stats.builder();
        told.forEach((name, value) -> {
            StatName field = StatName.parse(name);
            stats.put(field.group(), field.index(), field.name(), value);
        });
        return stats.build(Moment.now());
    }

    private boolean isProven() throws IOException {
        processors.prove(RUNNING, CPU, asked -> Map.of(UUID, libvirt()));
        return processors.knowsAny();
    }

    private boolean isProvenWith(String name, long value) throws IOException {
        Long before = told.put(name, value);
        boolean proven = isProven();
        told.put(name, before);
        return proven;
    }

    /** Empty if the host cannot tell. */
    private Optional<Stats> read(int id) {
        HostCpuTimes.Look look = processors.new Look();
        Stats.Builder stats = Stats.builder();
        look.observe(UUID, id, stats, Moment.now());
        return look.uuids().contains(UUID) ? Optional.of(stats.build(Moment.now())) : Optional.empty();
    }

    @Test
    void aFigureThatDiffersProvesNothing() throws IOException {
        for (String name : told.keySet()) {
            if (!name.equals("vcpu.maximum")) { // which the host does not show
                assertThat(isProvenWith(name, told.get(name) + 1)).as(name).isFalse();
            }
        }
        assertThat(processors.isWorthAProof(RUNNING)).as("the same again").isFalse();
    }

    @Test
    void whatLibvirtDoesNotTellIsNotProven() throws IOException {
        for (String name : List.of("cpu.time", "vcpu.current", "vcpu.0.delay")) {
            Long value = told.remove(name);
            assertThat(isProven()).as(name).isFalse();
            told.put(name, value);
        }
        told.keySet().removeIf(name -> name.startsWith("vcpu.0"));
        assertThat(isProven()).as("of another processor than the host shows").isFalse();
    }

    @Test
    void whatTheHostDoesNotShowIsNotProven() throws IOException {
        Files.delete(files.process().resolve("cmdline"));
        assertThat(isProven()).isFalse();
        processors = new HostCpuTimes(proc.resolve("none"), cgroups, () -> Instant.EPOCH);
        assertThat(isProven()).isFalse();
    }

    @Test
    void ofTwoProcessesWithOneUuidNoneIsRead() throws IOException {
        new QemuFiles(proc, 52, UUID).thread(54, "CPU 0/KVM", 300, 5, 700, 68360);
        assertThat(isProven()).isFalse();
    }

    @Test
    void figuresBetweenTwoLooksAreTheSame() throws IOException {
        told.put("cpu.time", 6_050_000_000L);
        told.put("cpu.user", 5_670_000_000L);
        told.put("vcpu.0.delay", 750L);
        processors.prove(RUNNING, CPU, asked -> {
            files.used(567, 39).thread(44, "CPU 0/KVM", 301, 5, 800, 68360);
            return Map.of(UUID, libvirt());
        });
        assertThat(processors.knowsAny()).isTrue();
    }

    @Test
    void figuresBetweenTwoLooksThatMoveInOtherStepsAreNotTheSame() throws IOException {
        told.put("cpu.time", 6_045_123_456L); // of a cgroup, the first version
        processors.prove(RUNNING, CPU, asked -> {
            files.used(567, 39);
            return Map.of(UUID, libvirt());
        });
        assertThat(processors.knowsAny()).isFalse();
    }

    @Test
    void aProcessThatChangedMeanwhileIsNotProven() throws IOException {
        processors.prove(RUNNING, CPU, asked -> {
            files.thread(45, "CPU 1/KVM");
            return Map.of(UUID, libvirt());
        });
        assertThat(processors.knowsAny()).isFalse();
    }

    @Test
    void libvirtIsAskedForWhatAComparisonNeedsOnlyIfThereIsSomethingToCompare() throws IOException {
        processors.prove(RUNNING, CPU, asked -> {
            assertThat(asked).isEqualTo(HostCpuTimes.GROUPS);
            return Map.of();
        });
        Files.delete(files.process().resolve("cmdline"));
        processors.prove(RUNNING, CPU, asked -> {
            assertThat(asked).isEqualTo(CPU);
            return Map.of();
        });
    }

    @Test
    void aProvenInstanceIsReadFromTheHost() throws IOException {
        assertThat(isProven()).isTrue();
        files.used(600, 40).thread(44, "CPU 0/KVM", 310, 6, 900, 68360);
        Stats stats = read(1).orElseThrow();
        assertThat(stats.number("cpu.time")).isEqualTo(6_400_000_000L);
        assertThat(stats.number("vcpu.current")).isEqualTo(1L);
        assertThat(stats.number("vcpu.maximum")).isEqualTo(4L);
        assertThat(stats.sum("vcpu", "time")).isEqualTo(3_160_000_000L);
    }

    @Test
    void whereLibvirtCountsByCgroupSoDoesTheHost() throws IOException {
        String machine = "/machine.slice/machine-qemu\\x2d1\\x2da.scope/libvirt";
        files.cgroup(machine + "/emulator");
        Path stat =
                Files.createDirectories(cgroups.resolve(machine.substring(1))).resolve("cpu.stat");
        Files.writeString(stat, "usage_usec 6041001\nuser_usec 5660999\nsystem_usec 380002\n");
        assertThat(isProven()).as("libvirt has no part in the cgroup").isTrue();
        told.putAll(Map.of("cpu.time", 6_041_001_000L, "cpu.user", 5_660_999_000L, "cpu.system", 380_002_000L));
        assertThat(isProven()).isTrue();
        Files.writeString(stat, "usage_usec 7000000\nuser_usec 5660999\nsystem_usec 380002\n");
        assertThat(read(1).orElseThrow().number("cpu.time")).isEqualTo(7_000_000_000L);
    }

    @Test
    void anotherStartOfAnInstanceIsNotRead() throws IOException {
        assertThat(isProven()).isTrue();
        assertThat(read(2)).isEmpty();
    }

    @Test
    void aProcessorThatIsPluggedEndsTheProof() throws IOException {
        assertThat(isProven()).isTrue();
        files.thread(45, "CPU 1/KVM");
        assertThat(read(1)).isEmpty();
        assertThat(processors.isWorthAProof(RUNNING)).isTrue();
    }
}
