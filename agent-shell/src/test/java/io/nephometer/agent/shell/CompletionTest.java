package io.nephometer.agent.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private final Completion completion = new Completion(
            List.of("meter:why", "meter:status", "meter:spool", "meter:complete", "meter:start", "felix:start"),
            List.of("pollster.disk", "pollster.cpu", "org.apache.felix.scr"),
            List.of("cpu", "cpu_util", "disk.read.bytes"),
            List.of("meter_sink.mqtt", "meter_sink.file"));

    private List<String> after(String typed) {
        return completion.candidates(typed, typed.length());
    }

    @Test
    void whatNothingCanFollowHasNoCandidates() {
        assertThat(after("xyz")).isEmpty();
        assertThat(after("status ")).isEmpty();
        assertThat(after("start nothing.of.the.kind")).isEmpty();
        assertThat(after("spool list ")).isEmpty();
        assertThat(completion.candidates("st", 99)).containsExactly("start", "status");
        assertThat(completion.candidates("st", -1)).isEqualTo(after(""));
    }

    @Test
    void aLineBeginsWithACommand() {
        assertThat(after("")).containsExactly("exit", "spool", "start", "status", "why");
        assertThat(after("st")).containsExactly("start", "status");
        assertThat(after("  sta")).containsExactly("start", "status");
        assertThat(after("meter:s")).containsExactly("meter:spool", "meter:start", "meter:status");
        assertThat(after("fel")).containsExactly("felix:start");
        assertThat(after("status | w")).containsExactly("why");
        assertThat(after("status; help w")).containsExactly("why");
    }

    @Test
    void onlyWhatIsBeforeTheCursorCounts() {
        assertThat(completion.candidates("status pollster", 2)).containsExactly("start", "status");
    }

    @Test
    void whatIsDoneToPluginsTakesTheirNames() {
        assertThat(after("start poll")).containsExactly("pollster.cpu", "pollster.disk");
        assertThat(after("felix:headers o")).containsExactly("org.apache.felix.scr");
        assertThat(after("stop pollster.cpu pollster.d")).containsExactly("pollster.disk");
    }

    @Test
    void whatIsAskedOfMetersTakesTheirNames() {
        assertThat(after("why cpu")).containsExactly("cpu", "cpu_util");
        assertThat(after("meter:tap cpu d")).containsExactly("disk.read.bytes");
    }

    @Test
    void aSpoolIsDroppedByItsRoute() {
        assertThat(after("spool ")).containsExactly("drop", "list", "verify");
        assertThat(after("spool drop meter_sink.f")).containsExactly("meter_sink.file");
    }
}
