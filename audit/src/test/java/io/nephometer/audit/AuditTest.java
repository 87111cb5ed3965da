package io.nephometer.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, UTF_8);
    private final FakeFeed feed = new FakeFeed();

    /** A feed that delivers the given messages, one per second, and then fails or ends. */
    private static final class FakeFeed implements MessageFeed, MessageFeed.Opener {
        private final Queue<ReceivedMessage> messages = new ArrayDeque<>();
        private final List<URI> opened = new ArrayList<>();
        private IOException loss;
        private long now;
        private boolean closed;

        @Override
        public MessageFeed open(List<URI> urls, boolean durable) throws IOException {
            if (urls.toString().contains("away")) {
                throw new IOException("mqtt://away: connection refused");
            }
            opened.addAll(urls);
            return this;
        }

        @Override
        public Optional<ReceivedMessage> next(Duration atMost) throws IOException, InterruptedException {
            now += 1_000_000_000L;
            if (!messages.isEmpty()) {
                return Optional.of(messages.remove());
            }
            if (loss != null) {
                throw loss;
            }
            throw new InterruptedException();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --secs 5        | unknown option --secs: see --help
        --seconds       | --seconds : whole seconds from 1 to 31536000
        --seconds 0     | --seconds 0: whole seconds from 1 to 31536000
        --seconds 1.5   | --seconds 1.5: whole seconds from 1 to 31536000
        mqtt://h^       | 'mqtt://h^' is not a valid URL: expected mqtt://HOST[:PORT]
        """)
    void eachMistakeIsNamedWithWhatIsExpected(String words, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(words.split(" ")))
                .withMessage(message);
    }

    @Test
    void aBrokerThatIsAwayIsReported() {
        assertThatIOException().isThrownBy(() -> run("mqtt://away")).withMessage("mqtt://away: connection refused");
    }

    @Test
    void whatIsMissingIsAFailure() {
        send(1, 3);
        assertThatIllegalStateException().isThrownBy(this::run).withMessage("1 document is missing");
        assertThat(printed())
                .contains("MISSING", "missing, or still waiting at the host: 2\n")
                .doesNotContain("complete");
        assertThat(feed.closed).isTrue();
    }

    @Test
    void aLostLinkIsAFailureWithTheReportSoFar() {
        send(1, 2);
        feed.loss = new IOException("connection reset");
        LongSupplier clock = () -> feed.now;
        AuditReport report = new Audit(feed, AuditOptions.parse(), clock, out).listen();
        assertThat(report.objection()).isEqualTo("the link was lost after 3 s: connection reset");
        assertThat(report.routes()).hasSize(1);
    }

    @Test
    void asJsonAFailureIsStillOneValue() {
        send(1, 3);
        assertThatIllegalStateException().isThrownBy(() -> run("--json")).withMessage("");
        assertThat(printed())
                .startsWith("{")
                .contains("\"objection\" : \"1 document is missing\"")
                .endsWith("}\n");
    }

    @Test
    void fromTheStartIsAccepted() {
        send(3);
        assertThatIllegalStateException().isThrownBy(() -> run("--from-start")).withMessage("2 documents are missing");
    }

    @Test
    void allThatWasSentIsComplete() throws Exception {
        send(1, 2, 3);
        run();
        assertThat(printed()).endsWith("complete: no document is missing\n");
    }

    @Test
    void progressIsPrintedEveryTenSecondsUntilTheTimeIsOver() {
        for (int seq = 1; seq <= 100; seq++) {
            send(seq);
        }
        LongSupplier clock = () -> feed.now;
        AuditReport report = new Audit(feed, AuditOptions.parse("--seconds", "35"), clock, out).listen();
        assertThat(report.routes().values()).extracting(RouteReport::documents).containsExactly(35L);
        assertThat(printed().lines())
                .extracting(line -> line.replaceAll("(s: |routes|documents).*", "$1"))
                .containsExactly("10 s: ", "20 s: ", "30 s: ");
    }

    @Test
    void itSubscribesAtTheGivenUrlsOrAtTheDefault() throws Exception {
        send(1);
        run("mqtt://a?topic=x/{host}", "mqtt://b:1884");
        send(1);
        run();
        assertThat(feed.opened)
                .extracting(URI::toString)
                .containsExactly("mqtt://a?topic=x/%7Bhost%7D", "mqtt://b:1884", "mqtt://127.0.0.1:1883");
    }

    @Test
    void helpHasAnExample() throws Exception {
        run("--help");
        assertThat(printed()).contains("example: audit --seconds 60 mqtt://");
        assertThat(feed.opened).isEmpty();
    }

    private void send(long... numbers) {
        for (long seq : numbers) {
            feed.messages.add(DocumentFixtures.document(seq));
        }
    }

    private void run(String... words) throws IOException, InterruptedException {
        Audit.run(feed, out, words);
    }

    private String printed() {
        return printed.toString(UTF_8);
    }
}
