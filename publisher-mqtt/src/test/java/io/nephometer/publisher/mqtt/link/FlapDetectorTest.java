package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlapDetectorTest {

    private long now = -Duration.ofSeconds(100).toNanos(); // such a clock may be negative
    private final FlapDetector flaps = new FlapDetector(() -> now);

    @Test
    void threeShortLinksInARowAreFlapping() {
        link(59);
        link(1);
        assertThat(flaps.isFlapping()).isFalse();
        link(59);
        assertThat(flaps.isFlapping()).isTrue();
        link(1);
        assertThat(flaps.isFlapping()).isTrue();
    }

    @Test
    void aLinkThatLastedEndsTheRow() {
        link(1);
        link(1);
        link(60);
        link(1);
        link(1);
        assertThat(flaps.isFlapping()).isFalse();
    }

    @Test
    void linksThatEndWhileInUseAreNotIdle() {
        for (int i = 0; i < 5; i++) {
            flaps.linkOpened();
            flaps.linkClosed(true);
        }
        assertThat(flaps.isFlapping()).isTrue();
        assertThat(flaps.isFlappingWhileIdle()).isFalse();
    }

    private void link(int seconds) {
        flaps.linkOpened();
        now += Duration.ofSeconds(seconds).toNanos();
        flaps.linkClosed(false);
    }
}
