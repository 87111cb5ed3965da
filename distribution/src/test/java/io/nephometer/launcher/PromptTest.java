package io.nephometer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTest {

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int type(boolean prompts, String input) throws Exception {
        Screen screen = new Screen(new PrintStream(out, true), new PrintStream(err, true), false);
        return new Prompt(data, screen, new BufferedReader(new StringReader(input)), out, prompts).run();
    }

    @Test
    void anAgentThatIsAwayIsToldForEachCommand() throws Exception {
        assertThat(type(false, "lb\nlb\n")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("nephometer: no agent runs on " + data));
    }

    @Test
    void theExitStatusIsThatOfTheLastCommand() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("a\n", 0), FakeAgent.answer("", 7))) {
            assertThat(type(false, "one\n\n  \ntwo\n")).isEqualTo(7);
            assertThat(agent.asked()).containsExactly("one", "two");
        }
    }

    @Test
    void exitEndsItAndNothingIsRunAfterwards() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("", 0))) {
            type(false, "one\n exit \ntwo\n");
            assertThat(agent.asked()).containsExactly("one");
        }
    }

    @Test
    void onATerminalEachLineIsAskedFor() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("fine\n", 0))) {
            type(true, "status\n");
            assertThat(agent.asked()).containsExactly("status");
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("nephometer> fine\nnephometer> \n");
        }
    }

    @Test
    void anAgentThatWasStartedAgainIsFoundAgain() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("", 0))) { // hangs up after it
            assertThat(type(false, "one\ntwo\n")).isEqualTo(1);
            assertThat(agent.asked()).containsExactly("one");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("ended before the command did");
        }
    }
}
