package io.nephometer.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTerminalTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);

    private String seen() {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLogLineGoesAboveThePrompt() {
        SharedTerminal terminalOutput = new SharedTerminal(stream, stream, true);
        terminalOutput.prompt();
        terminalOutput.print("a line\n");
        assertThat(seen()).isEqualTo("nephometer> \r\033[Ka line\nnephometer> ");
    }

    @Test
    void aLogLineAfterTheAnswerDoesNotBringThePromptBack() {
        SharedTerminal terminalOutput = new SharedTerminal(stream, stream, true);
        terminalOutput.prompt();
        terminalOutput.answered();
        terminalOutput.print("a line\n");
        assertThat(seen()).isEqualTo("nephometer> a line\n");
    }

    @Test
    void aLogThatGoesElsewhereHasNoPromptInIt() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        SharedTerminal terminalOutput = new SharedTerminal(stream, new PrintStream(log, true), false);
        terminalOutput.prompt();
        terminalOutput.print("a line\n");
        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("a line\n");
    }

    @Test
    void aLineThatIsBeingEditedIsDrawnAgainByItsEditor() {
        List<String> above = new ArrayList<>();
        SharedTerminal terminalOutput = new SharedTerminal(stream, stream, true);
        terminalOutput.readBy(above::add);
        terminalOutput.print("a line\n");
        terminalOutput.answered();
        terminalOutput.print("another\n");
        assertThat(above).containsExactly("a line\n");
        assertThat(seen()).isEqualTo("another\n");
    }

    @Test
    void anEditorWhoseTerminalIsClosedLosesNoLine() {
        SharedTerminal terminalOutput = new SharedTerminal(stream, stream, true);
        terminalOutput.readBy(line -> {
            throw new IllegalStateException("closed");
        });
        terminalOutput.print("a line\n");
        assertThat(seen()).isEqualTo("a line\n");
    }
}
