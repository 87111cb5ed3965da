package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.MonitorFreeReader;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessStatsTest {

    private static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    private static final List<Domain> RUNNING = List.of(new Domain(UUID, "a", 1, 1));
    private static final Set<Group> CPU = Set.of(Group.CPU);
    private static final StatsQuery CPU_QUERY = new StatsQuery(CPU);
    private static final String FIRST_VCPU = "vcpu.0.";
    private static final MonitorFreeReader NO_LIBVIRT = null;
    private static final Supplier<Moment> CLOCK = () -> new Moment(Instant.EPOCH, 0);

    @TempDir
    Path proc;

    @TempDir
    Path cgroups;

    private QemuProcessStats processStats;
    private QemuFiles files;

    /** What libvirt returns for these files; a test changes the values that it is about. */
    private final Map<String, Long> libvirtValues = new HashMap<>(Map.of(
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
        processStats = new QemuProcessStats(proc, cgroups, NO_LIBVIRT, CLOCK);
        files = new QemuFiles(proc, 42, UUID).thread(44, "CPU 0/KVM", 300, 5, 700, 68360);
    }

    private Stats libvirt() {
        Stats.Builder stats = Stats.builder();
        libvirtValues.forEach((name, value) -> {
            boolean ofVcpu = name.startsWith(FIRST_VCPU);
            stats.put(ofVcpu ? "vcpu" : null, 0, ofVcpu ? name.substring(FIRST_VCPU.length()) : name, value);
        });
        return stats.build(Moment.now());
    }

    private boolean isVerified() throws IOException {
        processStats.verify(RUNNING, CPU_QUERY, query -> Map.of(UUID, libvirt()));
        return processStats.isAnyVerified();
    }

    private boolean isVerifiedWith(String name, long value) throws IOException {
        Long before = libvirtValues.put(name, value);
        boolean verified = isVerified();
        libvirtValues.put(name, before);
        return verified;
    }

    /** Returns empty if the host does not show them. */
    private Optional<Stats> read(int id) {
        QemuProcessStats.Enricher enricher = processStats.new Enricher();
        Stats.Builder stats = Stats.builder();
        enricher.enrich(UUID, id, stats, Moment.now());
        return enricher.uuids().contains(UUID) ? Optional.of(stats.build(Moment.now())) : Optional.empty();
    }

    @Test
    void aDifferentValueVerifiesNothing() throws IOException {
        for (String name : libvirtValues.keySet()) {
            if (!name.equals("vcpu.maximum")) { // which the host does not show
                assertThat(isVerifiedWith(name, libvirtValues.get(name) + 1))
                        .as(name)
                        .isFalse();
            }
        }
        assertThat(processStats.isVerificationDue(RUNNING)).as("the same again").isFalse();
    }

    @Test
    void missingValuesOfLibvirtVerifyNothing() throws IOException {
        for (String name : List.of("cpu.time", "vcpu.current", "vcpu.0.delay")) {
            Long value = libvirtValues.remove(name);
            assertThat(isVerified()).as(name).isFalse();
            libvirtValues.put(name, value);
        }
        libvirtValues.keySet().removeIf(name -> name.startsWith("vcpu.0"));
        assertThat(isVerified()).as("of another processor than the host shows").isFalse();
    }

    @Test
    void missingFilesOfTheHostVerifyNothing() throws IOException {
        Files.delete(files.process().resolve("cmdline"));
        assertThat(isVerified()).isFalse();
        processStats = new QemuProcessStats(proc.resolve("none"), cgroups, NO_LIBVIRT, CLOCK);
        assertThat(isVerified()).isFalse();
    }

    @Test
    void ofTwoProcessesWithOneUuidNoneIsRead() throws IOException {
        new QemuFiles(proc, 52, UUID).thread(54, "CPU 0/KVM", 300, 5, 700, 68360);
        assertThat(isVerified()).isFalse();
    }

    @Test
    void valuesBetweenTwoReadingsAreTheSame() throws IOException {
        libvirtValues.put("cpu.time", 6_050_000_000L);
        libvirtValues.put("cpu.user", 5_670_000_000L);
        libvirtValues.put("vcpu.0.delay", 750L);
        processStats.verify(RUNNING, CPU_QUERY, query -> {
            files.used(567, 39).thread(44, "CPU 0/KVM", 301, 5, 800, 68360);
            return Map.of(UUID, libvirt());
        });
        assertThat(processStats.isAnyVerified()).isTrue();
    }

    @Test
    void valuesBetweenTwoReadingsWithOtherStepsAreNotTheSame() throws IOException {
        libvirtValues.put("cpu.time", 6_045_123_456L); // of a cgroup, the first version
        processStats.verify(RUNNING, CPU_QUERY, query -> {
            files.used(567, 39);
            return Map.of(UUID, libvirt());
        });
        assertThat(processStats.isAnyVerified()).isFalse();
    }

    @Test
    void aProcessThatChangedMeanwhileIsNotVerified() throws IOException {
        processStats.verify(RUNNING, CPU_QUERY, query -> {
            files.thread(45, "CPU 1/KVM");
            return Map.of(UUID, libvirt());
        });
        assertThat(processStats.isAnyVerified()).isFalse();
    }

    @Test
    void bothGroupsAreReadFromLibvirtOnlyIfThereIsSomethingToCompare() throws IOException {
        processStats.verify(RUNNING, CPU_QUERY, query -> {
            assertThat(query.groups()).isEqualTo(QemuProcessStats.GROUPS);
            return Map.of();
        });
        Files.delete(files.process().resolve("cmdline"));
        processStats.verify(RUNNING, CPU_QUERY, query -> {
            assertThat(query.groups()).isEqualTo(CPU);
            return Map.of();
        });
    }

    @Test
    void aVerifiedInstanceIsReadFromTheHost() throws IOException {
        assertThat(isVerified()).isTrue();
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
        assertThat(isVerified()).as("libvirt has no part in the cgroup").isTrue();
        libvirtValues.putAll(
                Map.of("cpu.time", 6_041_001_000L, "cpu.user", 5_660_999_000L, "cpu.system", 380_002_000L));
        assertThat(isVerified()).isTrue();
        Files.writeString(stat, "usage_usec 7000000\nuser_usec 5660999\nsystem_usec 380002\n");
        assertThat(read(1).orElseThrow().number("cpu.time")).isEqualTo(7_000_000_000L);
    }

    @Test
    void anotherStartOfAnInstanceIsNotRead() throws IOException {
        assertThat(isVerified()).isTrue();
        assertThat(read(2)).isEmpty();
    }

    @Test
    void aProcessorThatIsPluggedEndsTheVerification() throws IOException {
        assertThat(isVerified()).isTrue();
        files.thread(45, "CPU 1/KVM");
        assertThat(read(1)).isEmpty();
        assertThat(processStats.isVerificationDue(RUNNING)).isTrue();
    }
}
