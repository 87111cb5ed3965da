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
}
