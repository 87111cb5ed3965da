package io.nephometer.hypervisor.libvirt.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadingCostsTest {

    private final ReadingCosts costs = new ReadingCosts();

    @Test
    void theLastReadingOfASetOfGroupsCounts() {
        Cost block = cost("libvirt", Group.BLOCK);
        costs.add(cost("libvirt", Group.CPU, Group.VCPU, Group.PERF, Group.VM));
        costs.add(block);
        Cost fewer = cost("libvirt", Group.CPU, Group.VCPU, Group.PERF);
        costs.add(fewer);
        assertThat(costs.current()).containsExactly(fewer, block);
        Cost elsewhere = cost("/proc", Group.CPU, Group.VCPU, Group.PERF);
        costs.add(elsewhere);
        assertThat(costs.current()).containsExactly(elsewhere, block);
    }

    @Test
    void aReadingOfPartlyOtherGroupsReplacesNone() {
        costs.add(cost("libvirt", Group.CPU, Group.PERF));
        costs.add(cost("libvirt", Group.BALLOON, Group.PERF));
        assertThat(costs.current()).hasSize(2);
    }

    private static Cost cost(String way, Group... groups) {
        return new Cost(Set.of(groups), way, Duration.ofMillis(1), 1);
    }
}
