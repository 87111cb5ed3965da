package io.nephometer.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.text.command.Option;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParsedArgumentsTest {

    private static final CommandSpec RUN = command("run", "", Option.CONF, Option.DATA, Option.SHELL);
    private static final CommandSpec SHELL = command("shell", "[COMMAND...]", Option.DATA);
    private static final CommandSpec POLL = command("poll", "[PATTERN...]", Option.DATA, Option.JSON, Option.AGAIN);

    private static CommandSpec command(String name, String operands, Option... options) {
        return new CommandSpec(name, List.of(options), operands, "", "", "", arguments -> 0);
    }

    private static ParsedArguments parse(CommandSpec command, String... words) throws CommandException {
        return ParsedArguments.parse(command, List.of(words));
    }

    @Test
    void anUnknownOptionIsNamedWithTheNearest() {
        assertThatThrownBy(() -> parse(RUN, "--dta", "x"))
                .hasMessage("run: unknown option --dta; did you mean \"--data\"?")
                .extracting("status")
                .isEqualTo(2);
    }

    @Test
    void anOptionOfAnotherCommandIsUnknown() {
        assertThatThrownBy(() -> parse(RUN, "--again", "5")).hasMessageStartingWith("run: unknown option --again");
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatThrownBy(() -> parse(RUN, "--data")).hasMessage("run: a value is missing: --data DIR");
        assertThatThrownBy(() -> parse(RUN, "--data=")).hasMessage("run: a value is missing: --data DIR");
        assertThatThrownBy(() -> parse(RUN, "--data", "")).hasMessage("run: a value is missing: --data DIR");
    }

    @Test
    void aFlagWithAValueIsRefused() {
        assertThatThrownBy(() -> parse(RUN, "--shell=yes")).hasMessage("run: --shell takes no value");
    }

    @Test
    void anOperandWhereNoneIsTakenIsRefused() {
        assertThatThrownBy(() -> parse(RUN, "now")).hasMessageStartingWith("run: unexpected \"now\"");
    }

    @Test
    void optionsOfTheLauncherAreTakenOut() throws Exception {
        assertThat(parse(RUN, "--data", "/d", "--conf=/c=1", "--shell"))
                .isEqualTo(new ParsedArguments(
                        Map.of(Option.DATA, "/d", Option.CONF, "/c=1", Option.SHELL, ""), List.of()));
    }

    @Test
    void optionsOfTheAgentStayWhereTheyAre() throws Exception {
        assertThat(parse(POLL, "cpu*", "--again=5", "--data", "/d", "!disk*", "--json"))
                .isEqualTo(new ParsedArguments(
                        Map.of(Option.DATA, "/d"), List.of("cpu*", "--again", "5", "!disk*", "--json")));
    }

    @Test
    void whatFollowsTwoDashesIsNoOption() throws Exception {
        assertThat(parse(POLL, "--json", "--", "--odd"))
                .isEqualTo(new ParsedArguments(Map.of(), List.of("--json", "--odd")));
    }

    @Test
    void theWordsOfAShellCommandAreLeftAlone() throws Exception {
        assertThat(parse(SHELL, "--data", "/d", "lb", "-s", "--help", "--data"))
                .isEqualTo(new ParsedArguments(Map.of(Option.DATA, "/d"), List.of("lb", "-s", "--help", "--data")));
    }

    @Test
    void everyCommandKnowsHelp() throws Exception {
        assertThat(parse(RUN, "--help").has(Option.HELP)).isTrue();
        assertThat(parse(POLL, "cpu*", "-h").has(Option.HELP)).isTrue();
    }
}
