package io.nephometer.agent.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.text.json.JsonWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosisTextTest {

    private static final String ROUTE = "The route sink.mqtt delivers: 0 samples so far, 7 wait.";

    @Test
    void eachSentenceIsALine() {
        assertThat(DiagnosisText.of(new Diagnosis(
                        "cpu",
                        true,
                        List.of(
                                "pollster.cpu 1.2.0 provides it.",
                                "The source all polls it every 1 min.",
                                "Read just now for 1 resource, the last 42 ns of id-of-a.",
                                ROUTE),
                        "")))
                .isEqualTo("""
                        cpu is published

                          pollster.cpu 1.2.0 provides it.
                          The source all polls it every 1 min.
                          Read just now for 1 resource, the last 42 ns of id-of-a.
                          The route sink.mqtt delivers: 0 samples so far, 7 wait.
                        """);
    }

    @Test
    void longSentencesAreWrapped() {
        String text = DiagnosisText.of(
                new Diagnosis("cpu", false, List.of((ROUTE + " ").repeat(9)), (ROUTE + " ").repeat(9)));
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(text).startsWith("cpu is absent\n\n  The").contains("\n\n  What to do: The", "\n              ");
    }

    @Test
    void whatTenantsNamedCannotMoveTheCursor() {
        assertThat(DiagnosisText.of(new Diagnosis("b\u001b[2J", false, List.of("Polled: a\u001b[2J (running)."), "")))
                .isEqualTo("b?[2J is absent\n\n  Polled: a?[2J (running).\n");
    }

    @Test
    void asJsonItHasEachPart() {
        assertThat(JsonWriter.line(new Diagnosis("cpu", true, List.of(ROUTE), "")))
                .isEqualTo("{\"meter\":\"cpu\",\"published\":true,\"because\":[\"" + ROUTE + "\"],\"remedy\":\"\"}\n");
    }
}
