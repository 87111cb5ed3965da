package io.nephometer.hypervisor.libvirt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.errors.NativeCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.libvirt.Error;
import org.libvirt.jna.virError;

class OptionalGroupFilterTest {

    private static final Set<Group> CPU_AND_VM = Set.of(Group.CPU, Group.VM);

    private final List<Set<Group>> read = new ArrayList<>();
    private StatsSource libvirt = this::readFromLibvirt;
    private long now;
    private boolean refused;
    private OptionalGroupFilter groups = groups();

    @Test
    void aRefusedGroupDoesNotCostTheOthersTheirs() throws IOException {
        refused = true;
        assertThat(read(CPU_AND_VM)).hasSize(1);
        assertThat(read(CPU_AND_VM)).hasSize(1);
        assertThat(read).containsExactly(new TreeSet<>(CPU_AND_VM), Set.of(Group.CPU), Set.of(Group.CPU));
    }

    @Test
    void aRefusedGroupAloneFailsOnceAndIsThenSkipped() throws IOException {
        refused = true;
        assertThatThrownBy(() -> read(Set.of(Group.VM))).isInstanceOf(IOException.class);
        assertThat(read(Set.of(Group.VM))).isEmpty();
        assertThat(read).hasSize(1);
    }

    @Test
    void anUnreachableDaemonRefusesNothing() {
        libvirt = query -> {
            read.add(query.groups());
            throw new IOException("away");
        };
        assertThatThrownBy(() -> read(CPU_AND_VM)).hasMessage("away");
        assertThat(read).hasSize(1);
        libvirt = query -> {
            throw failure(); // for all groups: it is not the optional one's
        };
        assertThatThrownBy(() -> read(CPU_AND_VM)).hasMessage("refused");
        assertThat(groups.notSkipped(CPU_AND_VM)).isEqualTo(CPU_AND_VM);
    }

    @Test
    void aFailureOfOtherGroupsIsThrown() {
        libvirt = query -> {
            throw failure();
        };
        assertThatThrownBy(() -> read(Set.of(Group.CPU))).isInstanceOf(IOException.class);
    }

    @Test
    void anEmptyGroupIsReadAgainAfterAWhile() throws IOException {
        for (int reading = 0; reading < OptionalGroupFilter.EMPTY_READINGS + 2; reading++) {
            read(CPU_AND_VM);
        }
        assertThat(read).filteredOn(groups -> groups.contains(Group.VM)).hasSize(OptionalGroupFilter.EMPTY_READINGS);
        now = OptionalGroupFilter.SKIPPED.toNanos();
        read(CPU_AND_VM);
        assertThat(read).last().isEqualTo(CPU_AND_VM);
    }

    @Test
    void withoutRunningDomainsNoGroupIsEmpty() throws IOException {
        libvirt = query -> Map.of();
        for (int turn = 0; turn < OptionalGroupFilter.EMPTY_READINGS; turn++) {
            read(CPU_AND_VM);
        }
        libvirt = this::readFromLibvirt;
        read(CPU_AND_VM);
        assertThat(read).containsExactly(CPU_AND_VM);
    }

    @Test
    void aGroupThatEverHadAValueIsReadAlsoWhileMonitorsAreBusy() throws IOException {
        Set<Group> all = Set.of(Group.VM, Group.IOTHREAD, Group.DIRTYRATE);
        Stats stats = Stats.builder()
                .put(null, 0, "vm.remote_tlb_flush.sum", 0L)
                .put(null, 0, "dirtyrate.megabytes_per_second", 0L)
                .put("iothread", 1, "poll-max-ns", 32768L)
                .build(Moment.now());
        read(all, stats);
        for (int busy = 0; busy < OptionalGroupFilter.EMPTY_READINGS; busy++) {
            read(all);
        }
        read(all);
        assertThat(read).last().isEqualTo(all);
    }

    @Test
    void haltPollingOfZeroMayMeanThatNothingIsCounted() throws IOException {
        for (int reading = 0; reading < OptionalGroupFilter.EMPTY_READINGS; reading++) {
            read(CPU_AND_VM, stats(null, "cpu.haltpoll.success.time", 0));
        }
        assertThat(groups.notSkipped(CPU_AND_VM)).isEqualTo(Set.of(Group.CPU));
    }

    @Test
    void oneValueThatKvmCountsIsEnough() throws IOException {
        for (Stats one : List.of(
                stats(null, "cpu.haltpoll.fail.time", 1),
                stats(null, "cpu.haltpoll.success.time", 1),
                stats("vcpu", "exits.sum", 1))) {
            groups = groups();
            read(CPU_AND_VM, one);
            for (int busy = 0; busy < OptionalGroupFilter.EMPTY_READINGS; busy++) {
                read(CPU_AND_VM, stats(null, "cpu.time", 1));
            }
            assertThat(groups.notSkipped(CPU_AND_VM)).as("%s", one.each("vcpu")).isEqualTo(CPU_AND_VM);
        }
    }

    private static Stats stats(String group, String name, long value) {
        return Stats.builder().put(group, 0, name, value).build(Moment.now());
    }

    private OptionalGroupFilter groups() {
        return new OptionalGroupFilter(query -> libvirt.read(query), () -> now);
    }

    private Map<String, Stats> read(Set<Group> wanted) throws IOException {
        return groups.read(new StatsQuery(wanted));
    }

    private void read(Set<Group> wanted, Stats stats) throws IOException {
        libvirt = query -> Map.of("u1", stats);
        read(wanted);
        libvirt = this::readFromLibvirt;
    }

    private Map<String, Stats> readFromLibvirt(StatsQuery query) throws IOException {
        read.add(new TreeSet<>(query.groups()));
        if (refused && query.groups().contains(Group.VM)) {
            throw failure();
        }
        return Map.of("u1", Stats.builder().build(Moment.now()));
    }

    private static IOException failure() {
        return new IOException("refused", new NativeCallException(new Error(new virError())));
    }
}
