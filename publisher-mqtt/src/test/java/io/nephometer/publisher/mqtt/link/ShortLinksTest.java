package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShortLinksTest {

    private long now = -Duration.ofSeconds(100).toNanos(); // such a clock may be negative
    private final ShortLinks links = new ShortLinks(() -> now);

    @Test
    void threeInARowAreMany() {
        link(59);
        link(1);
        assertThat(links.areMany()).isFalse();
        link(59);
        assertThat(links.areMany()).isTrue();
        link(1);
        assertThat(links.areMany()).isTrue();
    }

    @Test
    void aLinkThatLastedEndsTheRow() {
        link(1);
        link(1);
        link(60);
        link(1);
        link(1);
        assertThat(links.areMany()).isFalse();
    }

    @Test
    void linksThatEndWhileTheyAreUsedAreNotAnotherClients() {
        for (int i = 0; i < 5; i++) {
            links.accepted();
            links.closed(true);
        }
        assertThat(links.areMany()).isTrue();
        assertThat(links.areManyResting()).isFalse();
    }

    private void link(int seconds) {
        links.accepted();
        now += Duration.ofSeconds(seconds).toNanos();
        links.closed(false);
    }
}
