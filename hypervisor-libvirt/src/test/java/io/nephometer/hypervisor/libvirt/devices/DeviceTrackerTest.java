package io.nephometer.hypervisor.libvirt.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceTrackerTest {

    private static final Set<Group> NICS = Set.of(Group.INTERFACE);
    private static final String XML = """
            <domain><devices>
              <interface><target dev='%1$s0'/><alias name='net0'/></interface>
              <interface><target dev='%1$s1'/><alias name='net1'/></interface>
            </devices></domain>
            """;

    /** The events of a libvirt daemon, and when they are received. */
    private static final class Daemon implements DeviceTracker.Libvirt {

        private Runnable pending = () -> {};
        private long connection = 1;
        private boolean away;
        private boolean noXml;

        @Override
        public long awaitEvents() throws IOException {
            if (away) {
                throw new IOException("away");
            }
            pending.run();
            pending = () -> {};
            return connection;
        }

        @Override
        public Optional<String> xml(String uuid) throws IOException {
            if (noXml) {
                throw new IOException("no XML");
            }
            return Optional.of(XML.formatted(uuid));
        }
    }

    private final DeviceChangeRecorder changes = new DeviceChangeRecorder(0);
    private final Daemon libvirt = new Daemon();
    private Runnable meanwhile = () -> {};
    private final DeviceTracker tracker = new DeviceTracker(
            changes, new DeviceIncarnations(changes, new UnattributedBytes(name -> 0)), libvirt, this::readStats);

    private Map<String, Stats> readStats(StatsQuery query) {
        meanwhile.run();
        return answer();
    }

    /** Two instances with two interfaces each. */
    private static Map<String, Stats> answer() {
        return Map.of("a", stats("a"), "b", stats("b"));
    }

    private static Stats stats(String uuid) {
        return Stats.builder()
                .put(null, 0, "net.count", 2L)
                .put("net", 0, "name", uuid + "0")
                .put("net", 1, "name", uuid + "1")
                .build(Moment.now())
                .in(1);
    }

    private Map<String, Long> read() throws IOException {
        return read(() -> {});
    }

    /** The incarnations of all interfaces, by their names. */
    private Map<String, Long> read(Runnable whileReading) throws IOException {
        meanwhile = whileReading;
        Map<String, Stats> stats = tracker.read(new StatsQuery(NICS));
        Map<String, Long> all = new HashMap<>();
        stats.values().forEach(instance -> instance.each("net")
                .forEach(nic -> all.put(nic.text("name").orElseThrow(), nic.incarnation())));
        return all;
    }

    @Test
    void aPortThatIsRemovedAndAddedBetweenTwoReadingsBeginsAnotherIncarnation() throws IOException {
        Map<String, Long> first = read();
        changes.removed("a");
        changes.added("a", "net1");
        Map<String, Long> then = read();
        assertThat(then.get("a1")).isGreaterThan(first.get("a1"));
        assertThat(then.remove("a1")).isNotNull();
        assertThat(first).containsAllEntriesOf(then);
        assertThat(then).hasSize(3);
    }

    @Test
    void anInstanceWhoseDevicesChangeDuringAReadingIsLeftOutOfIt() throws IOException {
        read();
        assertThat(read(() -> changes.removed("a"))).containsOnlyKeys("b0", "b1");
        assertThat(read()).hasSize(4);
    }

    @Test
    void aPortThatDiscoveryLearnsOfDuringAReadingIsLeftOutOfIt() throws IOException {
        changes.list("a");
        read();
        changes.added("a", "net1");
        assertThat(read(() -> changes.list("a"))).containsOnlyKeys("a0", "b0", "b1");
        assertThat(read()).hasSize(4);
    }

    @Test
    void anEventDuringAReadingCountsThoughItIsReceivedOnlyAfterIt() throws IOException {
        read();
        assertThat(read(() -> libvirt.pending = () -> changes.added("a", "net0")))
                .containsOnlyKeys("b0", "b1");
    }

    @Test
    void aConnectionThatIsReplacedDuringAReadingCostsThatReading() throws IOException {
        Map<String, Long> first = read();
        assertThat(read(() -> libvirt.connection = 2)).isEmpty();
        Map<String, Long> then = read();
        assertThat(then.keySet()).isEqualTo(first.keySet());
        first.forEach((nic, number) -> assertThat(then.get(nic)).isGreaterThan(number));
    }

    @Test
    void aConnectionThatIsReplacedBetweenTwoReadingsCostsNone() throws IOException {
        Map<String, Long> first = read();
        libvirt.connection = 2;
        Map<String, Long> then = read();
        first.forEach((nic, number) -> assertThat(then.get(nic)).isGreaterThan(number));
    }

    @Test
    void whileLibvirtIsUnreachableNothingIsRead() throws IOException {
        read();
        assertThat(changes.areReported()).isTrue();
        libvirt.away = true;
        assertThatThrownBy(this::read).hasMessage("away");
        assertThat(changes.areReported()).isFalse();
    }

    @Test
    void withoutEventsDevicesAreReadAndDistinguishedByTheirNames() throws IOException {
        libvirt.connection = DeviceEvents.NO_EVENTS;
        Map<String, Long> first = read();
        assertThat(read()).isEqualTo(first).hasSize(4);
        assertThat(changes.areReported()).isFalse();
    }

    @Test
    void anInstanceWhoseNewDeviceCannotBeLookedUpIsLeftOutUntilItCan() throws IOException {
        Map<String, Long> first = read();
        changes.added("a", "net0");
        libvirt.noXml = true;
        assertThat(read()).containsOnlyKeys("b0", "b1");
        libvirt.noXml = false;
        Map<String, Long> then = read();
        assertThat(then.get("a0")).isGreaterThan(first.get("a0"));
        assertThat(then.get("a1")).isEqualTo(first.get("a1"));
    }

    @Test
    void groupsWithoutDevicesAreReadWithoutEvents() throws IOException {
        libvirt.away = true;
        assertThat(tracker.read(new StatsQuery(Set.of(Group.CPU)))).containsOnlyKeys("a", "b");
    }

    @Test
    void aDomainIsListedWithTheNumberOfItsLastChange() throws IOException {
        read();
        List<Domain> domains = List.of(new Domain("a", "web", 1, 1), new Domain("b", "db", 2, 1));
        List<Domain> first = tracker.listed(domains);
        changes.added("a", "net1");
        List<Domain> then = tracker.listed(domains);
        assertThat(then.get(0).changes()).isGreaterThan(first.get(0).changes());
        assertThat(then.get(1)).isEqualTo(first.get(1));
    }
}
