package io.nephometer.launcher.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.launcher.client.FakeAgent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AgentCompleterTest {

    @TempDir
    Path data;

    @Test
    void withoutAnAgentThereAreNoWords() {
        assertThat(new AgentCompleter(data).words("st", 2)).isEmpty();
    }

    @Test
    void anAgentThatIsSilentIsNotWaitedFor() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, "", "")) {
            assertThat(new AgentCompleter(data).words("st", 2)).isEmpty();
            assertThat(agent.asked()).hasSize(1);
        }
    }

    @Test
    void anAgentThatDoesNotKnowTheQuestionIsNotQuoted() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("Command not found: meter:complete\n", 1))) {
            assertThat(new AgentCompleter(data).words("st", 2)).isEmpty();
            assertThat(agent.asked()).hasSize(1);
        }
    }

    @Test
    void theAgentIsAskedForTheWholeLine() throws Exception {
        try (FakeAgent agent = new FakeAgent(data, FakeAgent.answer("start\nstatus\n", 0))) {
            assertThat(new AgentCompleter(data).words("say \"$x\"; st", 12)).containsExactly("start", "status");
            assertThat(agent.asked()).containsExactly("meter:complete \"say \\\"\\$x\\\"; st\" 12");
        }
    }
}
