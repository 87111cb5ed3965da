package io.nephometer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.launcher.client.FakeAgent;
import io.nephometer.launcher.terminal.SharedTerminal;
import io.nephometer.launcher.terminal.TerminalDetection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... words) throws Exception {
        SharedTerminal terminalOutput = new SharedTerminal(new PrintStream(out), new PrintStream(out), false);
        AgentCommands agent =
                new AgentCommands(Path.of("/nowhere"), "1.2.3", new TerminalDetection(""), terminalOutput, out);
        return new Commands(agent, "1.2.3", out).run(List.of(words));
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anUnknownCommandIsNamedWithTheNearest() {
        assertThatThrownBy(() -> run("statsu"))
                .hasMessage(
                        "unknown command \"statsu\"; did you mean \"status\"? (bin/nephometer help lists all commands)")
                .extracting("status")
                .isEqualTo(2);
    }

    @Test
    void aCommandUnlikeAnyIsOnlyNamed() {
        assertThatThrownBy(() -> run("xyzzy\n"))
                .hasMessage("unknown command \"xyzzy\\n\" (bin/nephometer help lists all commands)");
        assertThatThrownBy(() -> run("help", "xyzzy")).hasMessageStartingWith("unknown command \"xyzzy\"");
    }

    @Test
    void withoutACommandAllAreListed() {
        assertThatThrownBy(this::run)
                .hasMessageContaining("\n  status ")
                .extracting("status")
                .isEqualTo(2);
    }

    @Test
    void anAgentWithoutItsFoldersIsNotStarted() {
        assertThatThrownBy(() -> run("run")).hasMessage("there is no directory /nowhere/conf that can be read");
    }

    @Test
    void theVersionIsPrinted() throws Exception {
        assertThat(run("--version")).isZero();
        assertThat(output()).isEqualTo("nephometer 1.2.3\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "shell",
                "status",
                "meters",
                "resources",
                "poll",
                "validate",
                "why",
                "tap",
                "top",
                "spool",
                "audit",
                "help"
            })
    void everyCommandHasHelpWithAnExample(String command) throws Exception {
        assertThat(run(command, "--help")).isZero();
        assertThat(output())
                .startsWith("usage: nephometer " + command)
                .contains("example: bin/nephometer " + command)
                .endsWith("\n");
        assertThat(output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void theAgentIsAskedItsOwnCommandsWithItsOwnOptions() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("fine\n", 0))) {
            assertThat(run("status", "--json", "--data", data.toString())).isZero();
            assertThat(agent.asked()).containsExactly("meter:status \"--json\"");
            assertThat(output()).isEqualTo("fine\n");
        }
    }

    @Test
    void anAgentThatRunsPolls() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("", 3))) {
            assertThat(run("poll", "--data=" + data, "cpu*", "--again", "5")).isEqualTo(3);
            assertThat(agent.asked()).containsExactly("meter:poll \"cpu*\" \"--again\" \"5\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "poll"})
    void anAgentThatRunsIsNotAskedAboutFilesThatAreNotItsOwn(String command) throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("", 0))) {
            for (String option : List.of("--conf", "--deploy")) {
                assertThatThrownBy(() -> run(command, "--data", data.toString(), option, data.toString()))
                        .hasMessageStartingWith("there is no directory /nowhere/");
            }
            assertThat(agent.asked()).isEmpty();
        }
    }

    @Test
    void aShellCommandGoesToTheAgentAsItIs() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("", 0))) {
            run("shell", "--data", data.toString(), "lb", "-s", "|", "grep $x");
            assertThat(agent.asked()).containsExactly("lb -s | grep $x");
        }
    }
}
