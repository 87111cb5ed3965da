package io.nephometer.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    private static final List<String> KNOWN = List.of("interval", "meters", "name", "sinks");

    @Test
    void whatIsLikeNoKnownWordHasNone() {
        assertThat(Suggestion.similar("polling", KNOWN)).isEmpty();
        assertThat(Suggestion.similar("name", List.of())).isEmpty();
    }

    @Test
    void aMistypedWordHasTheOneThatWasMeant() {
        assertThat(Suggestion.similar("intervall", KNOWN)).contains("interval");
        assertThat(Suggestion.similar("nmae", KNOWN)).contains("name");
        assertThat(Suggestion.similar("NAME", KNOWN)).contains("name");
        assertThat(Suggestion.nearest("metres", KNOWN)).isEqualTo("meters");
    }

    @Test
    void anUnknownKeyIsShownIfItIsLikeAKnownOne() {
        assertThat(Suggestion.unknownKey("intervall", KNOWN))
                .isEqualTo("'intervall' is not known: did you mean 'interval'?");
        assertThat(Suggestion.unknownKey("hunter2", KNOWN))
                .isEqualTo("a key is not known, and not shown, as it may be a secret:"
                        + " expected one of interval, meters, name, sinks");
        assertThat(Suggestion.unknownKey("hunter2", List.of()))
                .isEqualTo("a key is not known, and not shown, as it may be a secret: this plugin has no settings");
    }
}
