package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.libvirt.Error;
import org.libvirt.jna.virError;

class RareGroupsTest {

    private static final Set<Group> CPU_AND_VM = Set.of(Group.CPU, Group.VM);

    private long now;
    private final RareGroups groups = new RareGroups(() -> now);
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
        for (int silence = 0; silence < RareGroups.SILENCES + 2; silence++) {
            read(CPU_AND_VM);
        }
        assertThat(asked).filteredOn(known -> known.contains(Group.VM)).hasSize(RareGroups.SILENCES);
        now = RareGroups.LEFT_OUT.toNanos();
        read(CPU_AND_VM);
        assertThat(asked).last().isEqualTo(CPU_AND_VM);
    }

    @Test
    void whereNobodyRunsNothingIsSilent() throws IOException {
        for (int turn = 0; turn < RareGroups.SILENCES; turn++) {
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
        for (int busy = 0; busy < RareGroups.SILENCES; busy++) {
            read(all);
        }
        read(all);
        assertThat(asked).last().isEqualTo(all);
    }

    @Test
    void haltPollingThatLibvirtSaysIsZeroMayBeNobodysCount() throws IOException {
        for (int silence = 0; silence < RareGroups.SILENCES; silence++) {
            tell(groups, "cpu.haltpoll.success.time", 0L);
        }
        assertThat(groups.worth(CPU_AND_VM)).isEqualTo(Set.of(Group.CPU));
    }

    @Test
    void oneOfTheValuesThatKvmCountsIsEnough() throws IOException {
        for (String one : List.of("cpu.haltpoll.fail.time", "cpu.haltpoll.success.time", "vcpu.0.exits.sum")) {
            RareGroups heard = new RareGroups(() -> now);
            tell(heard, one, 1L);
            for (int busy = 0; busy < RareGroups.SILENCES; busy++) {
                tell(heard, "cpu.time", 1L);
            }
            assertThat(heard.worth(CPU_AND_VM)).as(one).isEqualTo(CPU_AND_VM);
        }
    }

    private static void tell(RareGroups groups, String statistic, long value) throws IOException {
        Field field = Field.parse(statistic);
        Stats stats = Stats.builder()
                .put(field.group(), field.index(), field.name(), value)
                .build(Moment.now());
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
        return new IOException("refused", new CallFailedException(new Error(new virError())));
    }
}
