package io.nephometer.agent.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandArgumentsTest {

    private static CommandArguments of(String... words) {
        return CommandArguments.of(words, Set.of("--json"), Set.of("--again"));
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> of("--jsno")).hasMessage("unknown option --jsno: see --help");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> of("cpu", "--again")).hasMessage("--again needs a value: see --help");
    }

    @Test
    void aWordThatTheCommandDoesNotExpectIsNamed() {
        assertThatThrownBy(() -> of("--json", "conf.yaml", "more").withWords(1))
                .hasMessage("unexpected word 'more': see --help");
        assertThat(of("conf.yaml").withWords(1).words()).containsExactly("conf.yaml");
    }

    @Test
    void wordsAndOptionsMayMix() {
        CommandArguments arguments = of("cpu", "--again", "2", "--json", "disk.*");
        assertThat(arguments.words()).containsExactly("cpu", "disk.*");
        assertThat(arguments.has("--json")).isTrue();
        assertThat(arguments.value("--again")).contains("2");
    }
}
