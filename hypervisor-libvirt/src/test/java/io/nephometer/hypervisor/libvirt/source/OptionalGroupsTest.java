package io.nephometer.hypervisor.libvirt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.errors.LibvirtCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.libvirt.Error;
import org.libvirt.jna.virError;

class OptionalGroupsTest {

    private static final Set<Group> CPU_AND_VM = Set.of(Group.CPU, Group.VM);

    private long now;
    private final OptionalGroups groups = new OptionalGroups(() -> now);
    private final List<Set<Group>> asked = new ArrayList<>();
    private boolean refused;

    @Test
    void aRefusedGroupDoesNotCostTheOthersTheirs() throws IOException {
        refused = true;
        assertThat(read(CPU_AND_VM)).hasSize(1);
        assertThat(read(CPU_AND_VM)).hasSize(1);
        assertThat(asked).containsExactly(new TreeSet<>(CPU_AND_VM), Set.of(Group.CPU), Set.of(Group.CPU));
    }

    @Test
    void aRefusedGroupAloneFailsOnceAndIsThenLeftOut() throws IOException {
        refused = true;
        assertThatThrownBy(() -> read(Set.of(Group.VM))).isInstanceOf(IOException.class);
        assertThat(read(Set.of(Group.VM))).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aDaemonThatIsAwayRefusedNothing() {
        assertThatThrownBy(() -> groups.read(CPU_AND_VM, known -> {
                    asked.add(known);
                    throw new IOException("away");
                }))
                .hasMessage("away");
        assertThat(asked).hasSize(1);
        assertThatThrownBy(() -> groups.read(CPU_AND_VM, known -> {
                    throw failure(); // of all groups: it is not the rare one's
                }))
                .hasMessage("refused");
        assertThat(groups.worth(CPU_AND_VM)).isEqualTo(CPU_AND_VM);
    }

    @Test
    void aFailureOfOtherGroupsIsTheCallers() {
        assertThatThrownBy(() -> groups.read(Set.of(Group.CPU), known -> {
                    throw failure();
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aSilentGroupIsAskedAgainAfterAWhile() throws IOException {
        for (int silence = 0; silence < OptionalGroups.SILENCES + 2; silence++) {
            read(CPU_AND_VM);
        }
        assertThat(asked).filteredOn(known -> known.contains(Group.VM)).hasSize(OptionalGroups.SILENCES);
        now = OptionalGroups.LEFT_OUT.toNanos();
        read(CPU_AND_VM);
        assertThat(asked).last().isEqualTo(CPU_AND_VM);
    }

    @Test
    void whereNobodyRunsNothingIsSilent() throws IOException {
        for (int turn = 0; turn < OptionalGroups.SILENCES; turn++) {
            groups.read(CPU_AND_VM, known -> Map.of());
        }
        read(CPU_AND_VM);
        assertThat(asked).containsExactly(CPU_AND_VM);
    }

    @Test
    void aGroupThatToldOnceIsAskedAlsoWhenMonitorsAreBusy() throws IOException {
        Set<Group> all = Set.of(Group.VM, Group.IOTHREAD, Group.DIRTYRATE);
        Stats stats = Stats.builder()
                .put(null, 0, "vm.remote_tlb_flush.sum", 0L)
                .put(null, 0, "dirtyrate.megabytes_per_second", 0L)
                .put("iothread", 1, "poll-max-ns", 32768L)
                .build(Moment.now());
        groups.read(all, known -> Map.of("u1", stats));
        for (int busy = 0; busy < OptionalGroups.SILENCES; busy++) {
            read(all);
        }
        read(all);
        assertThat(asked).last().isEqualTo(all);
    }

    @Test
    void haltPollingThatLibvirtSaysIsZeroMayBeNobodysCount() throws IOException {
        for (int silence = 0; silence < OptionalGroups.SILENCES; silence++) {
            read(groups, stats(null, "cpu.haltpoll.success.time", 0));
        }
        assertThat(groups.worth(CPU_AND_VM)).isEqualTo(Set.of(Group.CPU));
    }

    @Test
    void oneOfTheValuesThatKvmCountsIsEnough() throws IOException {
        for (Stats one : List.of(
                stats(null, "cpu.haltpoll.fail.time", 1),
                stats(null, "cpu.haltpoll.success.time", 1),
                stats("vcpu", "exits.sum", 1))) {
            OptionalGroups heard = new OptionalGroups(() -> now);
            read(heard, one);
            for (int busy = 0; busy < OptionalGroups.SILENCES; busy++) {
                read(heard, stats(null, "cpu.time", 1));
            }
            assertThat(heard.worth(CPU_AND_VM)).as("%s", one.each("vcpu")).isEqualTo(CPU_AND_VM);
        }
    }

    private static Stats stats(String group, String name, long value) {
        return Stats.builder().put(group, 0, name, value).build(Moment.now());
    }

    private static void read(OptionalGroups groups, Stats stats) throws IOException {
        groups.read(CPU_AND_VM, known -> Map.of("u1", stats));
    }

    private Map<String, Stats> read(Set<Group> wanted) throws IOException {
        return groups.read(wanted, known -> {
            asked.add(new TreeSet<>(known));
            if (refused && known.contains(Group.VM)) {
                throw failure();
            }
            return Map.of("u1", Stats.builder().build(Moment.now()));
        });
    }

    private static IOException failure() {
        return new IOException("refused", new LibvirtCallException(new Error(new virError())));
    }
}
