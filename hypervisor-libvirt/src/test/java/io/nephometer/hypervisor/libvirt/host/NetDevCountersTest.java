package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetDevCountersTest {

    private static final String HEAD_1 = "Inter-|   Receive                                                |  Transmit";
    private static final String HEAD_2 =
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed";

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> NetDevCounters.read(Path.of("/nowhere"), Moment::now))
                .isInstanceOf(IOException.class);
    }

    @Test
    void oddLinesAreLeftOut() {
        assertThat(NetDevCounters.parse(List.of(
                        "",
                        "eth0",
                        "eth0:",
                        "eth0: 1 2 3",
                        ": 1 2 3 4 5 6 7 8 9 10 11 12",
                        "a: x 2 3 4 5 6 7 8 9 10 11 12")))
                .isEmpty();
    }

    @Test
    void theKernelsLinesAreRead() {
        var counters = NetDevCounters.parse(List.of(
                HEAD_1,
                HEAD_2,
                "    lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
                "tap0a@x:18446744073709551615 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
                "eth0:1: 21 22 23 24 5 6 7 8 29 30 31 32 0 0 0 0"));
        assertThat(counters).containsOnlyKeys("lo", "tap0a@x", "eth0:1");
        assertThat(counters.get("lo")).containsExactly(1, 2, 3, 4, 9, 10, 11, 12);
        assertThat(counters.get("tap0a@x")[0]).isEqualTo(-1);
        assertThat(counters.get("eth0:1")[0]).isEqualTo(21);
    }

    @Test
    void whatTheHostReceivedTheGuestSent() {
        NetDevCounters counters = new NetDevCounters(
                Moment.now(), NetDevCounters.parse(List.of("tap0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0")));
        assertThat(counters.guestCounters("tap0")).containsExactly(5, 6, 7, 8, 1, 2, 3, 4);
        assertThat(counters.guestCounters("tap1")).isNull();
    }
}
