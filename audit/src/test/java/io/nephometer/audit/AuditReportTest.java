package io.nephometer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.text.json.JsonWriter;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AuditReportTest {

    private final ReceptionTracker tracker = new ReceptionTracker(false);

    @Test
    void eachRouteIsARowAndEachOddityALine() {
        LongStream.of(1, 2, 3, 9, 8, 7, 3, 12).forEach(seq -> tracker.add(DocumentFixtures.document(seq)));
        tracker.add(DocumentFixtures.document(
                "node-1", "e2", 13, DocumentFixtures.loss(120, "full", 4, 5), DocumentFixtures.loss(3, "age", 6, 6)));
        tracker.add(DocumentFixtures.document("node-1", "e2", 13));
        tracker.add(DocumentFixtures.document("node-2", "e1", 4));
        tracker.add(new ReceivedMessage(
                "nephometer/node-1/samp\u001bles",
                DocumentFixtures.message("rubbish [").payload()));
        // spotless:off
        assertThat(tracker.report().text()).isEqualTo("""
            HOST    ROUTE            NUMBERS  HEARD  SAMPLES  TWINS  REPORTED  MISSING  DIFFERENT
            node-1  meter_sink.mqtt     1-13      8       16      1         3        2          1
            node-2  meter_sink.mqtt        4      1        0      0         0        0          0

            node-1 meter_sink.mqtt:
              from 2 starts of the agent
              1 out of order
              the furthest twin was 6 numbers behind
              reported lost: 123 samples (age 3, full 120)
              missing, or still waiting at the host: 10-11
              number 13 has two contents: two agents with one name, or a new spool?
            1 malformed, the last one nephometer/node-1/samp?les: invalid JSON at byte 8
            """);
        // spotless:on
        assertThat(tracker.report().objection()).isEqualTo("2 documents are missing, 1 number has two contents");
    }

    @Test
    void allFitsAPage() {
        tracker.add(DocumentFixtures.document("node-" + "x".repeat(80) + "\\n", "e1", 4_000_000_000L));
        tracker.add(DocumentFixtures.document("node-1", "e1", 4_000_000_000L));
        tracker.add(DocumentFixtures.document("node-1", "e1", 4_999_999_999L));
        assertThat(tracker.report().text().lines().limit(3))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void theProgressIsOneLine() {
        tracker.add(DocumentFixtures.document(1));
        tracker.add(DocumentFixtures.document(3));
        assertThat(tracker.report().line())
                .isEqualTo("1 routes, 2 documents, 4 samples, 0 twins, 0 reported lost, 1 missing, 0 different,"
                        + " 0 malformed");
    }

    @Test
    void theReportIsAlsoThereAsJson() {
        tracker.add(DocumentFixtures.document(1));
        tracker.add(DocumentFixtures.document(3));
        // spotless:off
        assertThat(JsonWriter.of(tracker.report().map()).replaceAll("\\s+", "")).isEqualTo("""
            {"complete":false,"objection":"1documentismissing","malformed":0,"last_malformed":"","not_followed":0,
            "routes":[{"host":"node-1","route":"meter_sink.mqtt","documents":2,"samples":4,"first":1,"last":3,
            "twins":0,"furthest_twin":0,"twins_not_compared":0,"out_of_order":0,"told_documents":0,"told_samples":{},
            "missing_documents":1,"missing":[{"first":2,"last":2}],"different_contents":0,"epochs":1}]}
            """.replace("\n", ""));
        // spotless:on
    }
}
