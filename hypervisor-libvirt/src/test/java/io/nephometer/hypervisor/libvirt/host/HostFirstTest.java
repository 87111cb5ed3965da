package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.ReadingCosts;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostFirstTest {

    private static final StatsQuery INTERFACES = new StatsQuery(Set.of(Group.INTERFACE));
    private static final Stats STATS = Stats.builder().build(new Moment(Instant.EPOCH, 0));

    /** A host that shows some of two domains. */
    private static final class Host implements HostStats {

        private final Map<String, Stats> shown = new HashMap<>();
        private boolean verificationDue;

        @Override
        public boolean canRead(Set<Group> groups) {
            return groups.equals(INTERFACES.groups());
        }

        @Override
        public Reading read(Set<Group> groups) {
            return new Reading(shown, List.of(new Domain("a", "web", 1, 1), new Domain("b", "db", 2, 1)));
        }

        @Override
        public boolean isVerificationDue(List<Domain> running) {
            return verificationDue;
        }

        @Override
        public Map<String, Stats> verify(List<Domain> running, StatsQuery query, StatsSource next) throws IOException {
            assertThat(running).extracting(Domain::uuid).doesNotContainAnyElementsOf(shown.keySet());
            verificationDue = false;
            return next.read(query);
        }

        @Override
        public void retain(Collection<String> uuids) {
            assertThat(uuids).containsExactly("a", "b");
        }

        @Override
        public String toString() {
            return "/proc";
        }
    }

    private final Host host = new Host();
    private final List<StatsQuery> queries = new ArrayList<>();
    private final ReadingCosts costs = new ReadingCosts();
    private boolean unreachable;
    private long nanos;
    private final HostFirst source = new HostFirst(host, this::readFromLibvirt, costs, () -> nanos++);

    private Map<String, Stats> readFromLibvirt(StatsQuery query) throws IOException {
        queries.add(query);
        if (unreachable) {
            throw new IOException("unreachable");
        }
        Map<String, Stats> all = new HashMap<>(Map.of("a", STATS, "b", STATS));
        all.keySet().removeAll(query.excluded());
        return all;
    }

    @Test
    void groupsThatTheHostDoesNotShowAreReadFromLibvirt() throws IOException {
        StatsQuery balloon = new StatsQuery(Set.of(Group.BALLOON));
        assertThat(source.read(balloon)).hasSize(2);
        assertThat(queries).containsExactly(balloon);
    }

    @Test
    void ifTheHostShowsAllDomainsLibvirtIsNotCalled() throws IOException {
        host.shown.putAll(Map.of("a", STATS, "b", STATS));
        assertThat(source.read(INTERFACES)).hasSize(2);
        assertThat(queries).isEmpty();
        assertThat(costs.current()).extracting(Cost::way).containsExactly("/proc");
    }

    @Test
    void onlyTheOtherDomainsAreReadFromLibvirt() throws IOException {
        host.shown.put("a", STATS);
        assertThat(source.read(INTERFACES)).hasSize(2);
        assertThat(queries).containsExactly(INTERFACES.excluding(Set.of("a")));
        assertThat(costs.current()).extracting(Cost::way).containsExactly("/proc, libvirt");
    }

    @Test
    void domainsWhoseVerificationIsDueAreVerified() throws IOException {
        host.shown.put("a", STATS);
        host.verificationDue = true;
        assertThat(source.read(INTERFACES)).hasSize(2);
        assertThat(host.verificationDue).isFalse();
        assertThat(queries).containsExactly(INTERFACES.excluding(Set.of("a")));
    }

    @Test
    void aFailureOfLibvirtDoesNotCostTheDomainsThatTheHostShows() throws IOException {
        unreachable = true;
        assertThatThrownBy(() -> source.read(INTERFACES)).hasMessage("unreachable");
        host.shown.put("a", STATS);
        assertThat(source.read(INTERFACES)).containsOnlyKeys("a");
    }
}
