package io.nephometer.hypervisor.libvirt.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceIncarnationsTest {

    private static final long FIRST = 1000;
    private static final Set<Group> NICS = Set.of(Group.INTERFACE);
    private static final Set<Group> DISKS = Set.of(Group.BLOCK);

    private final DeviceChangeRecorder changes = new DeviceChangeRecorder(FIRST);
    private final Map<String, Integer> numbers = new HashMap<>();
    private final DeviceIncarnations incarnations =
            new DeviceIncarnations(changes, new UnattributedBytes(link -> numbers.getOrDefault(link, 0)));
    private long now;

    private record Nic(String tap, long carried) {}

    /** The next answer about one instance. */
    private Stats nics(int life, Nic... nics) {
        Stats.Builder stats = Stats.builder().put(null, 0, "net.count", (long) nics.length);
        for (int i = 0; i < nics.length; i++) {
            stats.put("net", i, "name", nics[i].tap);
            stats.put("net", i, "rx.bytes", nics[i].carried);
            stats.put("net", i, "tx.bytes", 0L);
        }
        return built(stats, life);
    }

    private Stats built(Stats.Builder stats, int life) {
        return stats.build(new Moment(Instant.EPOCH, ++now)).in(life);
    }

    /** By the taps' names. */
    private Map<String, Long> read(Stats stats) {
        return numbersOf(
                incarnations.numbered(Map.of("a", stats), NICS, Set.of()).get("a"), "net");
    }

    private void come(String uuid, String tap) {
        changes.added(uuid, "alias of " + tap);
        incarnations.renew(uuid, List.of(tap));
    }

    private static Map<String, Long> numbersOf(Stats stats, String group) {
        Map<String, Long> all = new HashMap<>();
        stats.each(group).forEach(device -> all.put(device.text("name").orElseThrow(), device.incarnation()));
        return all;
    }

    @Test
    void whileNothingChangesADeviceKeepsItsIncarnation() {
        Map<String, Long> first = read(nics(1, new Nic("tap0", 10), new Nic("tap1", 10)));
        assertThat(first).containsOnlyKeys("tap0", "tap1");
        assertThat(read(nics(1, new Nic("tap0", 10), new Nic("tap1", 20)))).isEqualTo(first);
    }

    @Test
    void aDeviceThatCameAgainBeginsAnotherAndItsNeighbourDoesNot() {
        Map<String, Long> first = read(nics(1, new Nic("tap0", 10), new Nic("tap1", 10)));
        come("a", "tap1");
        Map<String, Long> then = read(nics(1, new Nic("tap0", 20), new Nic("tap1", 20)));
        assertThat(then.get("tap0")).isEqualTo(first.get("tap0"));
        assertThat(then.get("tap1")).isGreaterThan(first.get("tap1"));
        assertThat(read(nics(1, new Nic("tap0", 20), new Nic("tap1", 20)))).isEqualTo(then);
    }

    @Test
    void aDeviceThatWasMissingBeginsAnotherEvenWithoutAnEvent() {
        long first = read(nics(1, new Nic("tap0", 10))).get("tap0");
        assertThat(read(nics(1))).isEmpty();
        long then = read(nics(1, new Nic("tap0", 20))).get("tap0");
        assertThat(then).isGreaterThan(first);
        assertThat(changes.lastKnown("a")).as("so that the XML is read again").isGreaterThan(first);
    }

    @Test
    void aDeviceThatDiscoveryDoesNotKnowYetBeginsWhenItDoes() {
        read(nics(1, new Nic("tap0", 10)));
        changes.list("a");
        assertThat(read(nics(1, new Nic("tap0", 10), new Nic("tap1", 5)))).containsOnlyKeys("tap0");
        assertThat(read(nics(1, new Nic("tap0", 10), new Nic("tap1", 6)))).containsOnlyKeys("tap0");
        changes.list("a");
        Map<String, Long> then = read(nics(1, new Nic("tap0", 10), new Nic("tap1", 7)));
        assertThat(then).containsOnlyKeys("tap0", "tap1");
        assertThat(read(nics(1, new Nic("tap0", 10), new Nic("tap1", 9)))).isEqualTo(then);
        assertThat(incarnations.unaccountedBytes())
                .as("before its first sample")
                .isEqualTo(7);
    }

    @Test
    void aCounterThatDecreasedBeginsAnotherAndEndsTheVerification() {
        long first = read(nics(1, new Nic("tap0", 10))).get("tap0");
        assertThat(read(nics(1, new Nic("tap0", 9))).get("tap0")).isGreaterThan(first);
        assertThat(changes.last("a")).isGreaterThan(FIRST);
    }

    @Test
    void anAnswerThatComesLateHasNoCountersThatFell() {
        Stats early = nics(1, new Nic("tap0", 10));
        Map<String, Long> first = read(nics(1, new Nic("tap0", 20)));
        assertThat(read(early)).isEqualTo(first);
        assertThat(read(nics(1, new Nic("tap0", 20)))).isEqualTo(first);
    }

    @Test
    void afterATimeWithoutEventsEachDeviceBeginsAnother() {
        Map<String, Long> first = read(nics(1, new Nic("tap0", 10), new Nic("tap1", 10)));
        changes.received(1);
        Map<String, Long> then = read(nics(1, new Nic("tap0", 10), new Nic("tap1", 10)));
        assertThat(then.get("tap0")).isGreaterThan(first.get("tap0"));
        assertThat(then.get("tap1")).isGreaterThan(first.get("tap1"));
        changes.received(1);
        assertThat(read(nics(1, new Nic("tap0", 10), new Nic("tap1", 10)))).isEqualTo(then);
    }

    @Test
    void numbersGrowOverTheLivesOfAnInstance() {
        read(nics(2, new Nic("tap0", 10)));
        come("a", "tap0");
        long before = read(nics(2, new Nic("tap0", 10))).get("tap0");
        assertThat(read(nics(1, new Nic("tap0", 10))).get("tap0")).isGreaterThan(before);
    }

    @Test
    void anAnswerOfTheLifeBeforeThatComesLateSharesNoNumberWithTheNewLife() {
        Stats old = nics(1, new Nic("tap0", 100));
        long before = read(old).get("tap0");
        long next = read(nics(2, new Nic("tap0", 1))).get("tap0");
        assertThat(read(old).get("tap0")).isNotIn(before, next);
    }

    @Test
    void anInstanceThatWasShutOffBeginsOthersThoughItGetsItsIdAgain() {
        long before = read(nics(1, new Nic("tap0", 10))).get("tap0");
        incarnations.retain(List.of());
        assertThat(read(nics(1, new Nic("tap0", 10))).get("tap0")).isGreaterThan(before);
    }

    @Test
    void aBusyMonitorThatReturnsNoDisksForgetsNone() {
        Stats.Builder disk = Stats.builder()
                .put(null, 0, "block.count", 1L)
                .put("block", 0, "name", "vda")
                .put("block", 0, "rd.bytes", 5L);
        Map<String, Stats> first = incarnations.numbered(Map.of("a", built(disk, 1)), DISKS, Set.of());
        incarnations.numbered(Map.of("a", built(Stats.builder(), 1)), DISKS, Set.of());
        Map<String, Stats> then = incarnations.numbered(Map.of("a", built(disk, 1)), DISKS, Set.of());
        assertThat(numbersOf(then.get("a"), "block")).isEqualTo(numbersOf(first.get("a"), "block"));
    }

    @Test
    void aTapOfTwoInstancesIsThatOnesToWhichItCameLast() {
        read(nics(1, new Nic("tap0", 10)));
        read(nics(1, new Nic("tap0", 10)));
        incarnations.numbered(Map.of("b", nics(2)), NICS, Set.of());
        Map<String, Stats> both = incarnations.numbered(
                Map.of("a", nics(1, new Nic("tap0", 20)), "b", nics(2, new Nic("tap0", 20))), NICS, Set.of());
        assertThat(both.get("a").each("net")).isEmpty();
        assertThat(both.get("b").each("net")).hasSize(1);
    }

    @Test
    void aTapThatCameToTwoInstancesSinceTheLastReadingIsTheLattersAmongThem() {
        for (List<String> order : List.of(List.of("a", "b"), List.of("b", "a"))) {
            incarnations.numbered(Map.of("a", nics(1), "b", nics(2)), NICS, Set.of());
            order.forEach(uuid -> come(uuid, "tap0"));
            Map<String, Stats> both = incarnations.numbered(
                    Map.of("a", nics(1, new Nic("tap0", 20)), "b", nics(2, new Nic("tap0", 20))), NICS, Set.of());
            assertThat(both.get(order.get(0)).each("net")).isEmpty();
            assertThat(both.get(order.get(1)).each("net")).hasSize(1);
        }
    }

    @Test
    void aTapOfTwoInstancesIsLeftOutIfTheirOrderIsNotKnown() {
        Map<String, Stats> both = incarnations.numbered(
                Map.of("a", nics(1, new Nic("tap0", 20), new Nic("tap1", 5)), "b", nics(2, new Nic("tap0", 20))),
                NICS,
                Set.of());
        assertThat(both.get("a").each("net")).hasSize(1);
        assertThat(both.get("b").each("net")).isEmpty();
    }

    @Test
    void whatWasThereAtTheFirstReadingIsNotCountedAsUnaccounted() {
        read(nics(1, new Nic("tap0", 10)));
        read(nics(1, new Nic("tap0", 30)));
        assertThat(incarnations.unaccountedBytes()).isZero();
    }

    @Test
    void whatALinkThatIsKeptCarriedBetweenTwoIncarnationsIsCounted() {
        numbers.put("tap0", 7);
        read(nics(1, new Nic("tap0", 10)));
        read(nics(1));
        read(nics(1, new Nic("tap0", 35)));
        read(nics(1, new Nic("tap0", 100)));
        assertThat(incarnations.unaccountedBytes()).isEqualTo(25);
    }

    @Test
    void ofALinkThatWasMadeAgainAllIsCountedThatItHadCarried() {
        numbers.put("tap0", 7);
        read(nics(1, new Nic("tap0", 10)));
        read(nics(1));
        numbers.put("tap0", 8);
        read(nics(1, new Nic("tap0", 35)));
        assertThat(incarnations.unaccountedBytes()).isEqualTo(35);
    }

    @Test
    void whatALinkCarriedThatMovesToAnotherInstanceIsCounted() {
        numbers.put("tap0", 7);
        read(nics(1, new Nic("tap0", 10)));
        incarnations.numbered(Map.of("a", nics(1), "b", nics(2, new Nic("tap0", 17))), NICS, Set.of());
        assertThat(incarnations.unaccountedBytes()).isEqualTo(7);
    }
}
