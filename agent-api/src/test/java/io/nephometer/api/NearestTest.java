package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> KNOWN = List.of("interval", "meters", "name", "sinks");

    @Test
    void whatIsLikeNoKnownWordHasNone() {
        assertThat(Nearest.to("polling", KNOWN)).isEmpty();
        assertThat(Nearest.to("name", List.of())).isEmpty();
    }

    @Test
    void aMistypedWordHasTheOneThatWasMeant() {
        assertThat(Nearest.to("intervall", KNOWN)).contains("interval");
        assertThat(Nearest.to("nmae", KNOWN)).contains("name");
        assertThat(Nearest.of("metres", KNOWN)).isEqualTo("meters");
    }

    @Test
    void anUnknownKeyIsShownIfItIsLikeAKnownOne() {
        assertThat(Nearest.unknownKey("intervall", KNOWN))
                .isEqualTo("'intervall' is not known: did you mean 'interval'?");
        assertThat(Nearest.unknownKey("hunter2", KNOWN))
                .isEqualTo("a key is not known, and not shown, as it may be a secret:"
                        + " expected one of interval, meters, name, sinks");
        assertThat(Nearest.unknownKey("hunter2", List.of()))
                .isEqualTo("a key is not known, and not shown, as it may be a secret: this plugin has no settings");
    }
}
