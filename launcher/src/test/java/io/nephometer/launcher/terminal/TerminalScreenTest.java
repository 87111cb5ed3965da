package io.nephometer.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);

    private String seen() {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLogLineGoesAboveThePrompt() {
        TerminalScreen screen = new TerminalScreen(stream, stream, true);
        screen.prompt();
        screen.print("a line\n");
        assertThat(seen()).isEqualTo("nephometer> \r\033[Ka line\nnephometer> ");
    }

    @Test
    void aLogLineAfterTheAnswerDoesNotBringThePromptBack() {
        TerminalScreen screen = new TerminalScreen(stream, stream, true);
        screen.prompt();
        screen.answered();
        screen.print("a line\n");
        assertThat(seen()).isEqualTo("nephometer> a line\n");
    }

    @Test
    void aLogThatGoesElsewhereHasNoPromptInIt() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        TerminalScreen screen = new TerminalScreen(stream, new PrintStream(log, true), false);
        screen.prompt();
        screen.print("a line\n");
        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("a line\n");
    }

    @Test
    void aLineThatIsBeingEditedIsDrawnAgainByItsEditor() {
        List<String> above = new ArrayList<>();
        TerminalScreen screen = new TerminalScreen(stream, stream, true);
        screen.readBy(above::add);
        screen.print("a line\n");
        screen.answered();
        screen.print("another\n");
        assertThat(above).containsExactly("a line\n");
        assertThat(seen()).isEqualTo("another\n");
    }

    @Test
    void anEditorWhoseTerminalIsClosedLosesNoLine() {
        TerminalScreen screen = new TerminalScreen(stream, stream, true);
        screen.readBy(line -> {
            throw new IllegalStateException("closed");
        });
        screen.print("a line\n");
        assertThat(seen()).isEqualTo("a line\n");
    }
}
