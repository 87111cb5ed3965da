package io.nephometer.agent.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.command.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandArgumentsTest {

    private static CommandArguments of(AgentCommand command, String... words) {
        return CommandArguments.of(command, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--jsno", "--once"})
    void anOptionThatTheCommandDoesNotHaveIsNamed(String option) {
        assertThatThrownBy(() -> of(AgentCommand.POLL, option)).hasMessage("unknown option " + option + ": see --help");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> of(AgentCommand.POLL, "cpu", "--again"))
                .hasMessage("--again needs a value: see --help");
    }

    @Test
    void aWordThatTheCommandDoesNotExpectIsNamed() {
        assertThatThrownBy(() -> of(AgentCommand.VALIDATE, "--json", "conf.yaml", "more"))
                .hasMessage("unexpected word 'more': see --help");
        assertThatThrownBy(() -> of(AgentCommand.TOP, "web")).hasMessage("unexpected word 'web': see --help");
        assertThat(of(AgentCommand.VALIDATE, "conf.yaml").words()).containsExactly("conf.yaml");
        assertThat(of(AgentCommand.TOP, "-h").wantsHelp()).isTrue();
    }

    @Test
    void wordsAndOptionsMayMix() {
        CommandArguments arguments = of(AgentCommand.POLL, "cpu", "--again", "2", "--json", "disk.*");
        assertThat(arguments.words()).containsExactly("cpu", "disk.*");
        assertThat(arguments.wantsJson()).isTrue();
        assertThat(arguments.value(Option.AGAIN)).contains("2");
    }
}
