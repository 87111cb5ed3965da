package io.nephometer.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Turn;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Turns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads statistics of an instance that starts again during the reading. */
class LivesTest {

    private static final Set<Hypervisor.Group> GROUPS = Set.of(Hypervisor.Group.CPU);
    private static final Stats STATS =
            Stats.builder().put(null, 0, "cpu.time", 5L).build(FakeHypervisor.READ);

    /** A hypervisor with the statistics of one instance. */
    private record One(Stats statistics) implements Hypervisor {

        @Override
        public List<Domain> domains() {
            return List.of();
        }

        @Override
        public Optional<String> xml(Domain domain) {
            return Optional.empty();
        }

        @Override
        public Map<String, Stats> stats(Set<Group> groups) {
            return Map.of("u1", statistics);
        }

        @Override
        public String status() {
            return "one";
        }
    }

    private static Resource instance(long incarnation) {
        return new Resource("u1", Owner.UNKNOWN, Map.of("name", "web"), Map.of(), incarnation);
    }

    private static List<Resource> read(Stats stats, Resource resource) throws IOException {
        List<Resource> read = new ArrayList<>();
        Turn turn = Turns.wanting(Set.of("cpu"), List.of(resource));
        new One(stats).read(GROUPS, turn, (living, statistics) -> read.add(living));
        return read;
    }

    @Test
    void whatIsReadOfTheLifeThatDiscoveryFoundIsTaken() throws IOException {
        assertThat(read(STATS.in(27), instance(27))).containsExactly(instance(27));
        assertThat(read(STATS.in(27), instance((5L << 32) + 27))).containsExactly(instance((5L << 32) + 27));
    }

    @Test
    void whatIsReadOfAnotherLifeIsLeftOut() throws IOException {
        assertThat(read(STATS.in(28), instance(27))).isEmpty();
        assertThat(read(STATS.in(27), instance(28))).isEmpty();
    }

    @Test
    void aResourceWhoseLifeIsNotKnownIsTakenInTheOneThatIsRead() throws IOException {
        assertThat(read(STATS.in(28), instance(0))).containsExactly(instance(28));
    }

    @Test
    void statisticsWhoseLifeIsNotKnownAreTakenAsTheyAre() throws IOException {
        assertThat(read(STATS, instance(27))).containsExactly(instance(27));
    }

    @Test
    void aDeviceHasItsOwnIncarnationWhicheverItsInstanceHas() {
        Resource whole = instance(27);
        Map<String, Object> more = Map.of("mac", "m");
        Resource unknown = MeterTable.device(whole, "tap", more, STATS);
        assertThat(unknown).isEqualTo(whole.part("tap", more));
        assertThat(MeterTable.device(whole, "tap", more, STATS.in(1000)))
                .as("no sum: 1001 in the life 27 is another device than 1000 in the life 28")
                .isEqualTo(whole.part("tap", more, 1000))
                .isEqualTo(MeterTable.device(instance(28), "tap", more, STATS.in(1000)));
    }

    @Test
    void anotherListOfDevicesLeavesTheRestOfTheStatistics() {
        Stats stats = Stats.builder()
                .put(null, 0, "net.count", 2L)
                .put("net", 0, "name", "tap0")
                .put("net", 1, "name", "tap1")
                .build(FakeHypervisor.READ)
                .in(3);
        Stats changed = stats.with("net", List.of(stats.each("net").get(1).in(9)));
        assertThat(changed.each("net")).singleElement().satisfies(nic -> {
            assertThat(nic.incarnation()).isEqualTo(9);
            assertThat(nic.index()).isEqualTo(1);
            assertThat(nic.text("name")).contains("tap1");
        });
        assertThat(changed.number("net.count")).isEqualTo(2L);
        assertThat(changed.incarnation()).isEqualTo(3);
        assertThat(stats.each("net")).hasSize(2);
    }
}
