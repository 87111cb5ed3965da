package io.nephometer.agent.core.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.pipeline.PipelineMistake;
import io.nephometer.agent.core.view.PipelineVerdict;
import io.nephometer.text.json.JsonWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTextTest {

    private static final Path FILE = Path.of("a\u001b[2J.yaml");

    @Test
    void whatStandsInTheFileCannotMoveTheCursor() {
        PipelineVerdict verdict = new PipelineVerdict(
                FILE,
                List.of(new PipelineMistake(1, 2, "unknown key 'b\u001b[31m\u009b2J\n'")),
                List.of("sink c\u001b waits"),
                "");
        assertThat(VerdictText.of(verdict)).isEqualTo("""
                        a?[2J.yaml:1:2: unknown key 'b?[31m?2J?'
                        a?[2J.yaml: warning: sink c? waits
                        """);
        assertThat(JsonWriter.of(VerdictText.map(verdict)))
                .doesNotContainPattern("[\\p{C}&&[^\n]]")
                .contains("b\\u001B[31m\\u009b2J\\n");
    }

    @Test
    void aGoodFileIsSummedUp() {
        assertThat(VerdictText.of(new PipelineVerdict(FILE, List.of(), List.of(), "1 sources")))
                .isEqualTo("a?[2J.yaml: good: 1 sources\n");
    }
}
