package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.pipeline.Mistake;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Path FILE = Path.of("a\u001b[2J.yaml");

    @Test
    void whatStandsInTheFileCannotMoveTheCursor() {
        Verdict verdict = new Verdict(
                FILE,
                List.of(new Mistake(1, 2, "unknown key 'b\u001b[31m\u009b2J\n'")),
                List.of("sink c\u001b waits"),
                "");
        assertThat(verdict.text()).isEqualTo("""
                        a?[2J.yaml:1:2: unknown key 'b?[31m?2J?'
                        a?[2J.yaml: warning: sink c? waits
                        """);
        assertThat(Json.of(verdict.map()))
                .doesNotContainPattern("[\\p{C}&&[^\n]]")
                .contains("b\\u001B[31m\\u009b2J\\n");
    }

    @Test
    void aGoodFileIsSummedUp() {
        assertThat(new Verdict(FILE, List.of(), List.of(), "1 sources").text())
                .isEqualTo("a?[2J.yaml: good: 1 sources\n");
    }
}
