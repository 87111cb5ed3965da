package io.nephometer.launcher.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.launcher.client.FakeAgent;
import io.nephometer.launcher.terminal.SharedTerminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTest {

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int type(boolean prompts, String input) throws Exception {
        SharedTerminal terminalOutput =
                new SharedTerminal(new PrintStream(out, true), new PrintStream(err, true), false);
        CommandReader lines =
                new StreamCommandReader(new BufferedReader(new StringReader(input)), terminalOutput, prompts);
        return new Prompt(data, terminalOutput, lines, out, () -> {}).run();
    }

    @Test
    void anAgentThatIsAwayIsReportedForEachCommand() throws Exception {
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
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("", 0))) { // closes the connection after it
            assertThat(type(false, "one\ntwo\n")).isEqualTo(1);
            assertThat(agent.asked()).containsExactly("one");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("ended before the command did");
        }
    }

    /** Enters one command, and presses Ctrl-C when the first output of the command appears. */
    private static final class Impatient extends ByteArrayOutputStream implements CommandReader {
        private final int interrupts;
        private Runnable action = () -> {};
        private boolean typed;

        Impatient(int interrupts) {
            this.interrupts = interrupts;
        }

        @Override
        public String read() {
            String line = typed ? null : "meter:tap";
            typed = true;
            return line;
        }

        @Override
        public void onInterrupt(Runnable now) {
            action = now;
        }

        @Override
        public synchronized void write(byte[] bytes, int start, int length) {
            super.write(bytes, start, length);
            for (int i = 0; i < interrupts && length > 0; i++) {
                action.run();
            }
        }

        @Override
        public void close() {}
    }

    private int interrupt(Impatient user, Runnable leave) throws Exception {
        SharedTerminal terminalOutput =
                new SharedTerminal(new PrintStream(out, true), new PrintStream(err, true), false);
        return new Prompt(data, terminalOutput, user, user, leave).run();
    }

    @Test
    void ctrlCEndsTheCommandThatRuns() throws Exception {
        AtomicInteger left = new AtomicInteger();
        try (FakeAgent agent = new FakeAgent(data, "begun\n", FakeAgent.answer("", 130))) {
            assertThat(interrupt(new Impatient(1), left::incrementAndGet)).isEqualTo(130);
            assertThat(agent.asked()).containsExactly("meter:tap", "\u0003");
            assertThat(left).hasValue(0);
        }
    }

    @Test
    void aSecondCtrlCLeavesACommandThatDoesNotEnd() throws Exception {
        AtomicInteger left = new AtomicInteger();
        try (FakeAgent agent = new FakeAgent(data, "begun\n", FakeAgent.answer("", 130))) {
            interrupt(new Impatient(2), left::incrementAndGet);
            assertThat(agent.asked()).containsExactly("meter:tap", "\u0003");
            assertThat(left).hasValue(1);
        }
    }
}
