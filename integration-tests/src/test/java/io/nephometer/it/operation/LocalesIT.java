package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The assembled folder on hosts whose locale writes digits, or upper and lower case, in another way. */
class LocalesIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "ar-SA", "fa-IR", "mr-IN", "bn-BD", "ne-NP", "my-MM", "ckb-IQ", "tr-TR"})
    void aCommandAnswersAsInAnyOtherLocale(String tag) {
        InstalledAgent installed = new InstalledAgent(directory);
        String[] locale = tag.split("-");
        String options = "JAVA_OPTS=-Duser.language=%s -Duser.country=%s".formatted(locale[0], locale[1]);
        Command poll = Command.run(
                "env",
                options,
                installed.bin(),
                "poll",
                "--conf",
                installed.conf,
                "--deploy",
                installed.deploy,
                "--data",
                installed.data,
                "power.state");
        assertThat(poll.output()).containsPattern("power\\.state .* 1\\b");
        assertThat(poll.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR"})
    void theAgentStartsAndTheShellReachesIt(String tag) {
        InstalledAgent installed = new InstalledAgent(directory);
        String[] locale = tag.split("-");
        String options = "JAVA_OPTS=-Duser.language=%s -Duser.country=%s".formatted(locale[0], locale[1]);
        try (AgentProcess agent = new AgentProcess(installed, "env", options)) {
            assertThat(Command.ok("env", options, installed.bin(), "status", "--data", installed.data))
                    .contains("pipeline    generation 1, 1 sources, 1 sinks");
            assertThat(agent.log()).containsPattern("started in [0-9]+\\.[0-9] s");
        }
    }
}
