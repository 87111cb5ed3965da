package io.nephometer.it.operation;

import static io.nephometer.it.lab.PseudoTerminal.CTRL_C;
import static io.nephometer.it.lab.PseudoTerminal.CTRL_D;
import static io.nephometer.it.lab.PseudoTerminal.ENTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.PseudoTerminal;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent on a terminal: it outlives its prompt, and Ctrl-C stops it in order. */
@Tag("real")
class PromptOfRunIT {

    private static final String PROMPT = "nephometer> ";

    @TempDir
    Path directory;

    private InstalledAgent installed;

    @BeforeEach
    void install() {
        installed = new InstalledAgent(directory);
    }

    private PseudoTerminal terminal() {
        return new PseudoTerminal(
                installed.bin(),
                "run",
                "--conf",
                installed.conf,
                "--data",
                installed.data,
                "--deploy",
                installed.deploy);
    }

    @Test
    void ctrlCAtItsPromptStopsItInOrder() throws Exception {
        try (PseudoTerminal terminal = terminal()) {
            terminal.until(PROMPT);
            terminal.type("lb -s" + ENTER).until("io.nephometer.agent.core").until(PROMPT);
            terminal.type(CTRL_C).until("stopped");
            assertThat(terminal.exitStatus()).isZero();
        }
    }

    @Test
    void ctrlDClosesTheShellOnly() throws Exception {
        try (PseudoTerminal terminal = terminal()) {
            terminal.until(PROMPT);
            terminal.type(CTRL_D).until("the shell is closed, the agent keeps running");
            assertThat(installed.command("status").status()).isZero();
            terminal.type(CTRL_C).until("stopped");
            assertThat(terminal.exitStatus()).isZero();
        }
    }
}
