package io.nephometer.agent.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.text.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadCostsTextTest {

    private final List<Cost> costs = List.of(
            new Cost(Set.of(Group.VCPU, Group.CPU), "libvirt, 2 connections", Duration.ofNanos(12_340_000), 20),
            new Cost(Set.of(Group.INTERFACE), "/proc/net/dev", Duration.ofNanos(320_000), 20));

    @Test
    void eachReadingIsALine() {
        assertThat(ReadCostsText.of(costs, 0)).isEqualTo("""
                STATISTICS  READ FROM                  TOOK  INSTANCES
                cpu vcpu    libvirt, 2 connections  12.3 ms         20
                interface   /proc/net/dev            0.3 ms         20
                """);
    }

    @Test
    void belowItStandsWhatIsInNoInstancesAccount() {
        assertThat(ReadCostsText.of(List.of(), 4711)).endsWith("bytes of interfaces in no instance's account: 4711\n");
    }

    @Test
    void andJson() {
        assertThat(ReadCostsText.fields(costs)).hasSize(2);
        assertThat(JsonWriter.line(ReadCostsText.fields(costs).get(0)))
                .isEqualTo(
                        "{\"statistics\":[\"cpu\",\"vcpu\"],\"from\":\"libvirt, 2 connections\",\"took\":0.01234,\"instances\":20}\n");
    }
}
