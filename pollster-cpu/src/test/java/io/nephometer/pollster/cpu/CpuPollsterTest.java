package io.nephometer.pollster.cpu;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Resource;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuPollsterTest {

    private static final Resource U1 = Resource.of("u1", Map.of());

    /**
     * A recording of a guest under KVM that halts eight thousand times a second, made with libvirt 9.0 and QEMU 7.2.
     */
    private static final Recording KVM = Recording.read(Path.of("src/test/resources/kvm.stats"));

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final CpuPollster pollster = new CpuPollster(hypervisor);

    @Test
    void anUnreachableHypervisorFailsTheTurn() {
        hypervisor.failing("connection refused");
        assertThatThrownBy(() -> pollster.poll(everything(pollster, U1)))
                .isInstanceOf(IOException.class)
                .hasMessage("connection refused");
    }

    @Test
    void aStoppedInstanceYieldsNoSample() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS).shutOff("u1");
        assertThat(pollster.poll(everything(pollster, U1))).isEmpty();
    }

    @Test
    void anInstanceThatWasRemovedSinceDiscoveryYieldsNoSample() throws IOException {
        assertThat(pollster.poll(everything(pollster, U1))).isEmpty();
    }

    @Test
    void missingValuesAreNoSamplesAndNeverZero() throws IOException {
        assertThat(poll("cpu.time=999999\nvcpu.0.state=1\nvcpu.0.time=5")).isEqualTo("""
            cpu        cumulative  ns  u1        999999
            vcpu.time  cumulative  ns  u1-vcpu0  5
            """);
    }

    @Test
    void cpuTimeIsWhatLibvirtCountedAndNotWhatItsProcessorsWaitedToo() throws IOException {
        hypervisor.running("u1", Recording.of("""
            cpu.time=999999
            vcpu.current=2
            vcpu.maximum=4
            vcpu.0.time=10000
            vcpu.0.wait=10000
            vcpu.2.time=10000
            vcpu.2.wait=10000
            """));
        assertThat(table(pollster.poll(wanting(Set.of("cpu", "vcpus", "cpu.wait", "vcpu.time"), List.of(U1)))))
                .isEqualTo("""
            cpu        cumulative  ns    u1        999999  {cpu_number=2}
            vcpus      gauge       vcpu  u1        2
            cpu.wait   cumulative  ns    u1        20000   {device=[vcpu0, vcpu2]}
            vcpu.time  cumulative  ns    u1-vcpu0  10000
            vcpu.time  cumulative  ns    u1-vcpu2  10000
            """);
    }

    @Test
    void performanceCountersCount() throws IOException {
        assertThat(poll("""
            perf.cmt=4194304
            perf.cache_misses=1
            perf.cache_references=2
            perf.instructions=3
            perf.cpu_cycles=18446744073709551615
            """)).isEqualTo("""
            perf.cpu.cycles        cumulative  cycle        u1  18446744073709551615
            perf.instructions      cumulative  instruction  u1  3
            perf.cache.references  cumulative  count        u1  2
            perf.cache.misses      cumulative  count        u1  1
            cpu_l3_cache           gauge       B            u1  4194304
            """);
    }

    @Test
    void onlyGroupsOfWantedMetersAreReadAndAllInOneCall() throws IOException {
        assertThat(questions("network.incoming.bytes")).isEmpty();
        assertThat(questions("cpu.user")).containsExactly("stats [CPU]");
        assertThat(questions("vcpus")).containsExactly("stats [VCPU]");
        assertThat(questions("vcpu.delay")).containsExactly("stats [VCPU]");
        assertThat(questions("cpu.delay")).containsExactly("stats [VCPU]");
        assertThat(questions("perf.instructions")).containsExactly("stats [PERF]");
        assertThat(questions("iothread.poll.max")).containsExactly("stats [IOTHREAD]");
        assertThat(questions("vm.tlb_flush.remote")).containsExactly("stats [VM]");
        assertThat(questions("vcpu.exits")).containsExactly("stats [VM]");
        assertThat(questions("cpu.halt_poll.fail")).containsExactly("stats [VM]");
        assertThat(questions("cpu")).containsExactly("stats [CPU, VCPU]");
        assertThat(questions("cpu", "vcpu.time", "cpu_l3_cache")).containsExactly("stats [CPU, VCPU, PERF]");
    }

    @Test
    void readsWhatARealGuestUses() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            cpu         cumulative  ns    u1        560000000  {cpu_number=2}
            cpu.delay   cumulative  ns    u1        170174895  {cpu_number=2, device=[vcpu0, vcpu1]}
            cpu.user    cumulative  ns    u1        420000000
            cpu.system  cumulative  ns    u1        140000000
            vcpus       gauge       vcpu  u1        2
            cpu.wait    cumulative  ns    u1        0          {device=[vcpu0, vcpu1]}
            vcpu.time   cumulative  ns    u1-vcpu0  210000000
            vcpu.wait   cumulative  ns    u1-vcpu0  0
            vcpu.delay  cumulative  ns    u1-vcpu0  163583357
            vcpu.time   cumulative  ns    u1-vcpu1  0
            vcpu.wait   cumulative  ns    u1-vcpu1  0
            vcpu.delay  cumulative  ns    u1-vcpu1  6591538
            """);
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            cpu                    cumulative  ns
            cpu.delay              cumulative  ns
            cpu.delay_util         gauge       %            Utilisation[counter=cpu.delay, units=cpu_number]
            cpu.halt_poll.fail     cumulative  ns
            cpu.halt_poll.success  cumulative  ns
            cpu.system             cumulative  ns
            cpu.user               cumulative  ns
            cpu.wait               cumulative  ns
            cpu_l3_cache           gauge       B
            cpu_util               gauge       %            Utilisation[counter=cpu, units=cpu_number]
            iothread.poll.grow     gauge
            iothread.poll.max      gauge       ns
            iothread.poll.shrink   gauge
            perf.cache.misses      cumulative  count
            perf.cache.references  cumulative  count
            perf.cpu.cycles        cumulative  cycle
            perf.instructions      cumulative  instruction
            vcpu.delay             cumulative  ns
            vcpu.exits             cumulative  count
            vcpu.exits.halt        cumulative  count
            vcpu.exits.io          cumulative  count
            vcpu.exits.irq         cumulative  count
            vcpu.exits.mmio        cumulative  count
            vcpu.exits.signal      cumulative  count
            vcpu.interrupts        cumulative  count
            vcpu.preemptions       cumulative  count
            vcpu.time              cumulative  ns
            vcpu.wait              cumulative  ns
            vcpus                  gauge       vcpu
            vm.tlb_flush.remote    cumulative  count
            """);
    }

    @Test
    void whatKvmCountsIsReadOfEachProcessorAndOfTheWhole() throws IOException {
        hypervisor.running("u1", KVM);
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            cpu                    cumulative  ns     u1        12780000000  {cpu_number=1}
            cpu.delay              cumulative  ns     u1        2638043341   {cpu_number=1, device=[vcpu0]}
            cpu.user               cumulative  ns     u1        50000000
            cpu.system             cumulative  ns     u1        12730000000
            vcpus                  gauge       vcpu   u1        1
            cpu.wait               cumulative  ns     u1        0            {device=[vcpu0]}
            cpu.halt_poll.success  cumulative  ns     u1        0
            cpu.halt_poll.fail     cumulative  ns     u1        180345
            vm.tlb_flush.remote    cumulative  count  u1        0
            vcpu.time              cumulative  ns     u1-vcpu0  12510000000
            vcpu.wait              cumulative  ns     u1-vcpu0  0
            vcpu.delay             cumulative  ns     u1-vcpu0  2638043341
            vcpu.exits             cumulative  count  u1-vcpu0  116810
            vcpu.exits.halt        cumulative  count  u1-vcpu0  35283
            vcpu.exits.io          cumulative  count  u1-vcpu0  0
            vcpu.exits.irq         cumulative  count  u1-vcpu0  0
            vcpu.exits.mmio        cumulative  count  u1-vcpu0  33
            vcpu.exits.signal      cumulative  count  u1-vcpu0  7
            vcpu.interrupts        cumulative  count  u1-vcpu0  35659
            vcpu.preemptions       cumulative  count  u1-vcpu0  0
            """);
    }

    @Test
    void haltPollingOfAnEmulatedMachineIsNotZeroButMissing() throws IOException {
        assertThat(poll("cpu.haltpoll.success.time=0\ncpu.haltpoll.fail.time=0"))
                .isEmpty();
    }

    @Test
    void haltPollingIsReadWhereKvmCountsIt() throws IOException {
        assertThat(poll("""
            cpu.haltpoll.success.time=0
            cpu.haltpoll.fail.time=3
            """)).isEqualTo("cpu.halt_poll.fail  cumulative  ns  u1  3\n");
        assertThat(poll("""
            cpu.haltpoll.success.time=0
            cpu.haltpoll.fail.time=0
            vcpu.0.exits.sum=9
            """)).isEqualTo("""
            cpu.halt_poll.success  cumulative  ns     u1        0
            cpu.halt_poll.fail     cumulative  ns     u1        0
            vcpu.exits             cumulative  count  u1-vcpu0  9
            """);
    }

    @Test
    void missingKvmStatisticsOfAProcessorYieldNoSample() throws IOException {
        assertThat(poll("vcpu.0.state=1\nvcpu.0.exits.sum=9\nvcpu.1.state=1"))
                .isEqualTo("vcpu.exits  cumulative  count  u1-vcpu0  9\n");
    }

    @Test
    void anIothreadIsAPartOfItsInstance() throws IOException {
        assertThat(poll("""
            iothread.count=1
            iothread.2.poll-max-ns=32768
            iothread.2.poll-grow=0
            iothread.2.poll-shrink=0
            """)).isEqualTo("""
            iothread.poll.max     gauge  ns  u1-iothread2  32768
            iothread.poll.grow    gauge      u1-iothread2  0
            iothread.poll.shrink  gauge      u1-iothread2  0
            """);
    }

    private String poll(String stats) throws IOException {
        hypervisor.running("u1", Recording.of(stats));
        return table(pollster.poll(everything(pollster, U1)));
    }

    private List<String> questions(String... meters) throws IOException {
        pollster.poll(wanting(Set.of(meters), List.of(U1)));
        return hypervisor.questions();
    }
}
