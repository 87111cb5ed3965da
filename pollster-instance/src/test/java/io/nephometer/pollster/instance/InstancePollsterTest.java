package io.nephometer.pollster.instance;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstancePollsterTest {

    private static final Resource U1 = Resource.of("u1", Map.of());
    private static final Resource U2 = Resource.of("u2", Map.of());

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final InstancePollster pollster = new InstancePollster(hypervisor);

    @Test
    void anUnreachableHypervisorFailsTheTurn() {
        hypervisor.failing("connection refused");
        assertThatThrownBy(() -> pollster.poll(everything(pollster, U1))).isInstanceOf(IOException.class);
    }

    @Test
    void anInstanceThatWasRemovedSinceDiscoveryYieldsNoSample() throws IOException {
        assertThat(pollster.poll(everything(pollster, U1))).isEmpty();
    }

    @Test
    void aStoppedInstanceIsThereTooWithItsState() throws IOException {
        hypervisor.shutOff("u1").domain(new Domain("u2", "instance-2", 7, 3));
        assertThat(table(pollster.poll(everything(pollster, U1, U2)))).isEqualTo("""
            instance     gauge  instance  u1  1
            power.state  gauge            u1  5
            instance     gauge  instance  u2  1
            power.state  gauge            u2  3
            """);
    }

    @Test
    void onlyTheStateIsReadOnceAndOnlyIfAMeterIsWanted() throws IOException {
        pollster.poll(wanting(Set.of("cpu"), List.of(U1)));
        assertThat(hypervisor.questions()).isEmpty();
        pollster.poll(everything(pollster, U1, U2));
        assertThat(hypervisor.questions()).containsExactly("stats [STATE]");
    }

    @Test
    void readsTheStateOfARealGuest() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            instance            gauge  instance  u1  1
            power.state         gauge            u1  1
            power.state.reason  gauge            u1  1
            """);
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            instance             gauge  instance
            instance.sample.age  gauge  s
            instance.stuck       gauge
            power.state          gauge
            power.state.reason   gauge
            """);
    }
}
