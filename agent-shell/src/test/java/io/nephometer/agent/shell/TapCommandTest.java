package io.nephometer.agent.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.polling.Taps;
import io.nephometer.agent.core.view.Tap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TapCommandTest {

    private static final Set<String> KNOWN = Set.of("cpu", "cpu_util", "memory.usage");

    private final Taps taps = new Taps();
    private final Tap tap = taps.open(name -> true);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Returns what the command prints until it is interrupted, which happens before it waits for a third tick. */
    private String shown(boolean json) {
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8) {
            private int checks;

            @Override
            public boolean checkError() {
                if (++checks == 3) {
                    Thread.currentThread().interrupt();
                }
                return super.checkError();
            }
        };
        taps.accept(Fixtures.tick(Fixtures.source("source", 10, "*"), Fixtures.many(1, "cpu")));
        taps.accept(Fixtures.tick(Fixtures.source("source", 10, "*"), Fixtures.many(1, "memory")));
        assertThatThrownBy(() -> TapCommand.follow(tap, json, out)).isInstanceOf(InterruptedException.class);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void patternsThatMatchNoKnownMeterAreToldWithTheNearest() {
        assertThatThrownBy(() -> TapCommand.meters(List.of("cpu_utl"), KNOWN))
                .hasMessage(
                        "no meter known now matches 'cpu_utl': did you mean 'cpu_util'? meter:meters lists them all");
        assertThatThrownBy(() -> TapCommand.meters(List.of("xyzzyxyzzy*"), KNOWN))
                .hasMessage("no meter known now matches 'xyzzyxyzzy*': meter:meters lists them all");
    }

    @Test
    void aWrongPatternIsToldAsInThePipeline() {
        assertThatThrownBy(() -> TapCommand.meters(List.of("cpu", "!memory*"), KNOWN))
                .hasMessageContaining("inclusions and exclusions do not mix");
    }

    @Test
    void withoutAPatternAllAreShown() {
        assertThat(KNOWN).allMatch(TapCommand.meters(List.of(), KNOWN));
        assertThat(TapCommand.meters(List.of("cpu*"), KNOWN)).accepts("cpu").rejects("memory.usage");
    }

    @Test
    void endsWhenNobodyTakesWhatItPrints() throws InterruptedException {
        taps.accept(Fixtures.tick(Fixtures.source("source", 10, "*"), Fixtures.many(1, "cpu")));
        TapCommand.follow(tap, false, new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        }));
        assertThat(taps.has(tap)).as("closed by who opened it").isTrue();
    }

    @Test
    void endsWithTheAgent() throws InterruptedException {
        taps.close();
        TapCommand.follow(tap, false, new PrintStream(bytes));
    }

    @Test
    void printsALineASampleUntilItIsInterrupted() {
        assertThat(shown(false).lines())
                .hasSize(2)
                .first()
                .asString()
                .matches("\\d\\d:\\d\\d:\\d\\d  cpu {30}id-of-a {38}1");
    }

    @Test
    void printsAnObjectALineAsJson() {
        assertThat(shown(true).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"name\":\"") && line.endsWith("}"))
                .anyMatch(line -> line.contains("\"volume\":1,\"resource_id\":\"id-of-a\""));
    }

    @Test
    void tellsHowManyItCouldNotShow() {
        for (int i = 0; i < Tap.MAX_WAITING; i++) {
            taps.accept(Fixtures.tick(Fixtures.source("source", 10, "*"), List.of()));
        }
        assertThat(shown(false)).contains("… 2 samples not shown: too slow\n");
    }
}
