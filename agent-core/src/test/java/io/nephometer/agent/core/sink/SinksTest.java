package io.nephometer.agent.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.agent.core.route.LogLines;
import io.nephometer.agent.core.route.OneByOne;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.SinkState.Lineage;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class SinksTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Source SOURCE = new Source(
            "source", Duration.ofSeconds(1), true, new MeterPatterns(List.of("*")), List.of(), List.of(), List.of("k"));

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 0);

    /** Where the samples of these tests come from. */
    public record Here(String route) implements Origin {
        @Override
        public String host() {
            return "h";
        }

        @Override
        public String epoch() {
            return "e";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<String> plugins() {
            return List.of();
        }
    }

    @TempDir
    Path directory;

    private final Health health = Health.silent();
    private final Mailbox mailbox = new Mailbox();
    private final Plugin<PublisherFactory> mail = new Plugin<>("publisher.mail", "1.0.0", 0, mailbox);
    private final Plugin<TransformerFactory> summing = new Plugin<>("transformer.sum", "1.0.0", 0, new Summing());
    private final Plugin<TransformerFactory> renaming = new Plugin<>("transformer.rename", "1.0.0", 0, new Renaming());
    private final CallTerms terms =
            new CallTerms(Duration.ofSeconds(1), Duration.ofMinutes(1), new OneByOne(), health, System::nanoTime);
    private Sinks sinks;

    /** A publisher that keeps what it is given, refuses a poison, and is away on request. */
    private static final class Mailbox implements PublisherFactory {
        private final List<String> received = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private volatile String poison = "?";
        private volatile String cutting = "?";
        private volatile int opened;
        private volatile int tries;
        private volatile boolean lazy;
        private volatile boolean wrong;
        private volatile boolean missing;

        @Override
        public Set<String> schemes() {
            return Set.of("mail");
        }

        @Override
        public Publisher open(URI url, Origin origin) throws IOException {
            if (missing) {
                throw new IOException("mail.cfg: no letterbox for " + url);
            } else if (wrong && url.getUserInfo() != null) {
                throw new IllegalArgumentException("wrong: " + url);
            } else if (wrong || url.getHost().equals("wrong")) {
                throw new IllegalArgumentException("wrong host");
            }
            opened++;
            return new Publisher() {
                @Override
                public List<Message> encode(Batch batch) {
                    if (lazy) {
                        return List.of();
                    }
                    String text = batch.source() + " " + batch.sequence() + " "
                            + batch.samples().get(0).volume();
                    return List.of(new Message(
                            "t",
                            text.getBytes(StandardCharsets.UTF_8),
                            batch.samples().size()));
                }

                @Override
                public void deliver(List<Message> messages) throws DeliveryException {
                    tries++;
                    if (away) {
                        throw DeliveryException.unreachable("away", null);
                    }
                    for (Message message : messages) {
                        String text = new String(message.payload(), StandardCharsets.UTF_8);
                        if (text.endsWith(poison)) {
                            throw DeliveryException.permanent("poison", null);
                        } else if (text.endsWith(cutting)) {
                            throw DeliveryException.retryable("connection lost", null);
                        }
                        received.add(text);
                    }
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Holds volumes back and gives their sum at the end of a turn; chokes on 13. */
    private static final class Summing implements TransformerFactory {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public Transformer open(Map<String, Object> parameters) {
            return new Transformer() {
                private long sum;
                private Sample last;

                @Override
                public List<Sample> transform(Sample sample) {
                    if (sample.volume().longValue() == 13) {
                        throw new IllegalArgumentException("13");
                    }
                    sum += sample.volume().longValue();
                    last = sample;
                    return List.of();
                }

                @Override
                public List<Sample> flush() {
                    return List.of(Sample.of(last.meter(), last.resource(), sum, last.read()));
                }
            };
        }
    }

    private static final class Renaming implements TransformerFactory {
        @Override
        public String name() {
            return "rename";
        }

        @Override
        public Transformer open(Map<String, Object> parameters) {
            return sample -> List.of(Sample.of(
                    Meter.gauge(sample.meter().name() + ".renamed", ""),
                    sample.resource(),
                    sample.volume(),
                    sample.read()));
        }
    }

    @BeforeEach
    void start() {
        sinks = new Sinks(directory, BOUNDS, Here::new, terms);
    }

    @AfterEach
    void stop() {
        sinks.close();
    }

    private void apply(String... urls) {
        apply(List.of(), urls);
    }

    private void apply(List<TransformerStep> steps, String... urls) {
        Sink sink = new Sink("k", steps, Stream.of(urls).map(URI::create).toList());
        sinks.apply(
                new Pipeline(List.of(SOURCE), List.of(sink)),
                Map.of("mail", mail),
                Map.of(),
                Map.of("sum", summing, "rename", renaming),
                () -> {});
    }

    private void accept(long volume) {
        sinks.accept(Fixtures.tick(SOURCE, List.of(sample(volume))));
    }

    private static Sample sample(long volume) {
        return Sample.of(CPU, Resource.of("r", Map.of()), volume, Moment.now());
    }

    private RouteState route(String name) {
        return sinks.states().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void awaitReceived(String... texts) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(mailbox.received).contains(texts));
    }

    @Test
    void aSettingThatIsMissingMakesItsRouteWaitUntilItIsThere() {
        mailbox.missing = true;
        apply("mail://u:hunter2@a", "mail://b");
        accept(1);
        assertThat(route("k.mail").trouble()).isEqualTo("mail.cfg: no letterbox for mail://***@a");
        assertThat(route("k.mail").held()).isEqualTo(1);
        mailbox.missing = false;
        for (int seconds = 0; seconds < 10; seconds++) {
            sinks.tend();
        }
        awaitReceived("source 1 1");
        assertThat(route("k.mail").trouble()).isEmpty();
    }

    @Test
    void whatAPluginSaysOfAWrongUrlIsShownWithoutItsSecrets() {
        mailbox.wrong = true;
        apply("mail://u:hunter2@a");
        assertThat(route("k.mail").trouble()).isEqualTo("wrong: mail://***@a");
    }

    @Test
    void whatWaitsIsDeliveredWhenTheReceiverIsBackOverARestartToo() {
        mailbox.away = true;
        apply("mail://a");
        accept(1);
        accept(2);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> health.of(HealthKey.route("k.mail")).isPresent());
        assertThat(route("k.mail").waiting() + route("k.mail").inFlight()).isEqualTo(2);
        sinks.close();
        start();
        mailbox.away = false;
        apply("mail://a");
        awaitReceived("source 1 1", "source 2 2");
        accept(3);
        awaitReceived("source 3 3");
        assertThat(mailbox.received).doesNotHaveDuplicates();
    }

    @Test
    void onePoisonMessageIsSetAsideAndTheRestFlowsAndTheReceiverIsToldOfIt() {
        mailbox.away = true;
        apply("mail://a");
        mailbox.poison = " 22";
        accept(1);
        accept(22);
        accept(3);
        mailbox.away = false;
        awaitReceived("source 1 1", "source 3 3");
        await().atMost(Duration.ofSeconds(20)).until(() -> route("k.mail").lost() == 1);
        assertThat(sinks.aside()).containsOnlyKeys("k.mail");
        assertThat(sinks.aside().get("k.mail")).singleElement().satisfies(aside -> {
            assertThat(aside.folder()).isEqualTo(directory.resolve("k.mail/rejected"));
            assertThat(aside.files()).isEqualTo(1);
        });
        sinks.tend();
        awaitReceived("agent 4 1");
        assertThat(lost("k.mail")).isEqualTo(Map.of(LossReason.REJECTED, 1L));
    }

    @Test
    void aMessageThatTheLinkBreaksOnIsPoisonOnlyIfOthersGoThrough() {
        mailbox.cutting = " 22";
        apply("mail://a");
        accept(22);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> health.of(HealthKey.route("k.mail")).isPresent());
        assertThat(route("k.mail").lost()).isZero();
        accept(1);
        accept(2);
        accept(3);
        await().atMost(Duration.ofSeconds(20)).until(() -> route("k.mail").lost() == 1);
        awaitReceived("source 2 1", "source 3 2", "source 4 3");
    }

    @Test
    void aReceiverThatTakesNothingCondemnsNoMessage() {
        mailbox.cutting = "";
        apply("mail://a");
        accept(1);
        accept(2);
        await().atMost(Duration.ofSeconds(20)).until(() -> mailbox.tries > 5);
        mailbox.cutting = "?";
        awaitReceived("source 1 1", "source 2 2");
        assertThat(route("k.mail").lost()).isZero();
    }

    @Test
    void aBatchThatWasDamagedOnDiskCostsItselfOnly() throws Exception {
        mailbox.away = true;
        apply("mail://a");
        accept(1);
        accept(2);
        accept(3);
        sinks.close();
        Files.writeString(batch("k.mail", 2), "garbage");
        start();
        mailbox.away = false;
        apply("mail://a");
        awaitReceived("source 1 1", "source 3 3");
        assertThat(directory.resolve("k.mail/quarantine")).isNotEmptyDirectory();
        assertThat(lost("k.mail")).isEqualTo(Map.of(LossReason.DAMAGED, 1L));
    }

    private Path batch(String route, long first) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(route))) {
            return files.filter(file -> file.getFileName().toString().startsWith("%019d-".formatted(first)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Map<LossReason, Long> lost(String route) {
        return route(route).spool().orElseThrow().lost();
    }

    @Test
    void aSpoolThatCannotBeOpenedIsTroubleAndItsSamplesAreHeldUntilItCan() throws Exception {
        Files.writeString(directory.resolve("k.mail"), "no directory");
        apply("mail://a");
        accept(1);
        assertThat(route("k.mail").trouble()).startsWith("cannot be opened");
        assertThat(route("k.mail").held()).isEqualTo(1);
        Files.delete(directory.resolve("k.mail"));
        sinks.tend();
        awaitReceived("source 1 1");
        assertThat(route("k.mail").trouble()).isEmpty();
    }

    @Test
    void withoutItsPluginARouteHoldsWhatComes() {
        apply("pigeon://a");
        accept(1);
        assertThat(route("k.pigeon").offered()).isFalse();
        assertThat(route("k.pigeon").held()).isEqualTo(1);
        assertThat(route("k.pigeon").read()).isEqualTo(1);
        assertThat(route("k.pigeon").trouble()).contains("no plugin offers");
    }

    @Test
    void whatIsHeldAndLostAtAStopIsLogged() {
        try (LogLines log = new LogLines("nephometer.delivery")) {
            apply("pigeon://a");
            accept(1);
            accept(2);
            sinks.close();
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING route k.pigeon: 2 samples that were held in memory are lost, as unheld: the"
                                    + " route ended before they could be encoded (no plugin offers pigeon:// now;"
                                    + " samples are held in memory)");
        }
    }

    @Test
    void whatIsHeldAndLostAsItsRouteLeavesIsLogged() {
        try (LogLines log = new LogLines("nephometer.delivery")) {
            apply("pigeon://a");
            accept(1);
            apply("mail://a");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING route k.pigeon: 1 samples that were held in memory are lost, as unheld: the"
                            + " route ended");
        }
    }

    @Test
    void whatASinkHeldForATransformerAndLostIsLoggedForEachRoute() {
        try (LogLines log = new LogLines("nephometer.delivery")) {
            apply(List.of(new TransformerStep("magic", Map.of())), "mail://a", "mail://b");
            accept(1);
            sinks.close();
            assertThat(log.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                    .contains("1 samples", "the sink ended before they could be transformed"));
        }
    }

    @Test
    void aBatchThatWasRemovedIsNotSaidToBeDamaged() throws Exception {
        mailbox.away = true;
        apply("mail://a");
        accept(1);
        sinks.close();
        start();
        mailbox.away = false;
        mailbox.missing = true; // nothing is read before there is a publisher
        apply("mail://a");
        try (LogLines log = new LogLines("nephometer.delivery")) {
            Files.delete(batch("k.mail", 1));
            mailbox.missing = false;
            for (int seconds = 0; seconds < 10; seconds++) {
                sinks.tend();
            }
            accept(2);
            awaitReceived("source 2 2");
            await().atMost(Duration.ofSeconds(20)).until(() -> lost("k.mail").containsKey(LossReason.MISSING));
            assertThat(log.lines()).contains("SEVERE k.mail: batch 1 (1 samples) is lost: its file was removed");
        }
    }

    @Test
    void whatIsHeldForAPluginIsBoundedAndTheOldestGoes() {
        apply("pigeon://a");
        for (int i = 0; i < 3; i++) {
            sinks.accept(Fixtures.tick(SOURCE, Collections.nCopies(20_000, sample(i))));
        }
        assertThat(route("k.pigeon").held()).isEqualTo(40_000);
        assertThat(lost("k.pigeon")).isEqualTo(Map.of(LossReason.UNHELD, 20_000L));
    }

    private static String overflow(String who, String why) {
        return "WARNING " + who
                + ": more than 50000 samples wait in memory for a plugin, and from now on the oldest are"
                + " lost, as unheld: " + why
                + "; copy the missing plugin into deploy/, or correct what status"
                + " reports";
    }

    private void overflow() {
        for (int i = 0; i < 5; i++) {
            sinks.accept(Fixtures.tick(SOURCE, Collections.nCopies(20_000, sample(i))));
        }
    }

    @Test
    void aRouteThatBeginsToLoseWhatItHoldsSaysSoOnce() {
        apply("pigeon://a");
        try (LogLines log = new LogLines("nephometer.delivery")) {
            overflow();
            assertThat(log.lines())
                    .containsExactly(
                            overflow("route k.pigeon", "no plugin offers pigeon:// now; samples are held in memory"));
        }
    }

    @Test
    void aSinkThatBeginsToLoseWhatItHoldsSaysSoOnce() {
        Sink sink = new Sink("k", List.of(new TransformerStep("absent", Map.of())), List.of(URI.create("mail://a")));
        sinks.apply(new Pipeline(List.of(SOURCE), List.of(sink)), Map.of(), Map.of(), Map.of(), () -> {});
        try (LogLines log = new LogLines("nephometer.delivery")) {
            overflow();
            assertThat(log.lines())
                    .containsExactly(overflow("sink k", "waits for the transformer absent: no plugin offers it"));
        }
    }

    @Test
    void whatIsHeldIsDeliveredWhenThePluginComes() {
        Sink sink = new Sink("k", List.of(), List.of(URI.create("mail://a")));
        sinks.apply(new Pipeline(List.of(SOURCE), List.of(sink)), Map.of(), Map.of(), Map.of(), () -> {});
        accept(1);
        accept(2);
        apply("mail://a");
        awaitReceived("source 1 1", "source 2 2");
    }

    @Test
    void whatThePublisherMakesNoMessageOfIsLost() {
        mailbox.lazy = true;
        apply("mail://a");
        accept(1);
        assertThat(lost("k.mail")).isEqualTo(Map.of(LossReason.UNENCODED, 1L));
        assertThat(route("k.mail").spool().orElseThrow().difference()).isZero();
        assertThat(route("k.mail").trouble()).isEqualTo("encode made messages of 0 of 1 samples; 1 are lost");
        mailbox.lazy = false;
        accept(2);
        awaitReceived("source 1 2");
        assertThat(route("k.mail").trouble()).isEmpty();
    }

    @Test
    void aPublisherThatCannotBeOpenedIsTroubleAndIsTriedAgain() {
        mailbox.wrong = true;
        apply("mail://a");
        accept(1);
        assertThat(route("k.mail").trouble()).isEqualTo("wrong host");
        assertThat(route("k.mail").offered()).isTrue();
        assertThat(route("k.mail").opened()).isFalse();
        assertThat(route("k.mail").held()).isEqualTo(1);
        mailbox.wrong = false;
        for (int second = 0; second < 10; second++) {
            sinks.tend();
        }
        awaitReceived("source 1 1");
    }

    @Test
    void aTransformerThatThrowsDropsThatSampleAndTheOthersGoOn() {
        apply(List.of(new TransformerStep("sum", Map.of())), "mail://a");
        accept(1);
        accept(13);
        awaitReceived("source 1 1", "source 2 1");
        assertThat(health.of(HealthKey.sink("k").of(Aspect.TRANSFORMERS)))
                .contains("1, sum, drops what it cannot transform: 13");
        assertThat(sinks.sinks()).extracting(SinkState::dropped).containsExactly(1L);
        accept(2);
        awaitReceived("source 3 3");
        assertThat(health.of(HealthKey.sink("k").of(Aspect.TRANSFORMERS))).isEmpty();
    }

    @Test
    void whatItsTransformersMakeOfWhichMeterIsTold() {
        apply(List.of(new TransformerStep("rename", Map.of()), new TransformerStep("sum", Map.of())), "mail://a");
        accept(1);
        assertThat(sinks.sinks().get(0).lineage())
                .containsExactly(
                        new Lineage("rename", Map.of("cpu", Set.of("cpu.renamed")), Set.of()),
                        new Lineage("sum", Map.of("cpu.renamed", Set.of()), Set.of("cpu.renamed")));
    }

    @Test
    void aSinkThatStaysTheSameKeepsWhatItsTransformersRemember() {
        apply(List.of(new TransformerStep("sum", Map.of())), "mail://a");
        accept(1);
        apply(List.of(new TransformerStep("sum", Map.of())), "mail://b");
        accept(2);
        awaitReceived("source 2 3");
        apply(List.of(new TransformerStep("sum", Map.of("x", 1))), "mail://b");
        accept(4);
        awaitReceived("source 3 4");
    }

    @Test
    void aSinkThatTwoSourcesOfATickShareGetsEachSampleOnce() {
        apply("mail://a");
        Source other =
                new Source("other", SOURCE.interval(), true, SOURCE.meters(), List.of(), List.of(), List.of("k"));
        Sample both = sample(1);
        sinks.accept(new Tick(
                List.of(Fixtures.part(List.of(both), SOURCE, other), Fixtures.part(List.of(sample(2)), other))));
        awaitReceived("source 1 1", "other 2 2");
        assertThat(route("k.mail").read()).isEqualTo(2);
    }

    @Test
    void aSinkHoldsWhatComesWhileATransformerIsMissing() {
        apply(List.of(new TransformerStep("magic", Map.of())), "mail://a");
        accept(1);
        assertThat(health.of(HealthKey.sink("k"))).contains("waits for the transformer magic: no plugin offers it");
        assertThat(sinks.sinks())
                .containsExactly(new SinkState(
                        "k",
                        List.of(new Lineage("magic")),
                        true,
                        1,
                        0,
                        0,
                        Duration.ZERO,
                        List.of(),
                        "waits for the transformer magic: no plugin offers it"));
        apply("mail://a");
        assertThat(sinks.sinks()).isEmpty();
        accept(2);
        awaitReceived("source 1 1", "source 2 2");
        assertThat(health.of(HealthKey.sink("k"))).isEmpty();
        assertThat(route("k.mail").lost()).isZero();
    }

    @Test
    void aSecondPublisherOfASchemeHasARouteOfItsOwn() {
        apply("mail://a", "mail://b");
        accept(7);
        await().atMost(Duration.ofSeconds(20)).until(() -> mailbox.received.size() == 2);
        assertThat(sinks.states()).extracting(RouteState::name).containsExactly("k.mail", "k.mail-2");
    }

    @Test
    void ofSeveralPublishersOneThatIsAwayCostsTheOthersNothing() {
        apply("pigeon://a", "mail://wrong", "mail://b");
        accept(7);
        awaitReceived("source 1 7");
        assertThat(route("k.mail-2").delivered()).isEqualTo(1);
        assertThat(route("k.pigeon").held()).isEqualTo(1);
        assertThat(route("k.mail").held()).isEqualTo(1);
    }

    @Test
    void aRouteThatStaysTheSameIsNotOpenedAgain() {
        apply("mail://a");
        apply("mail://a");
        assertThat(mailbox.opened).isEqualTo(1);
        apply("mail://b");
        assertThat(mailbox.opened).isEqualTo(2);
    }

    @Test
    void aRemovedRoutesBacklogIsDeliveredWhenItComesBack() {
        mailbox.away = true;
        apply("mail://a");
        accept(1);
        apply("pigeon://x");
        assertThat(route("k.mail").inPipeline()).isFalse();
        assertThat(route("k.mail").waiting()).isEqualTo(1);
        mailbox.away = false;
        apply("mail://elsewhere");
        awaitReceived("source 1 1");
        assertThat(route("k.mail").inPipeline()).isTrue();
    }

    @Test
    void whatAnOperatorDropsIsLostOnARouteOfAFormerPipelineToo() throws Exception {
        mailbox.away = true;
        apply("mail://a");
        accept(1);
        apply("pigeon://x");
        assertThat(sinks.drop("k.mail")).isEqualTo(1);
        assertThat(route("k.mail").waiting()).isZero();
        assertThat(lost("k.mail")).isEqualTo(Map.of(LossReason.DROPPED, 1L));
        assertThatThrownBy(() -> sinks.drop("k.male")).hasMessageContaining("there is no route k.male");
    }

    @Test
    void aStopDoesNotWaitForAChangeThatHangs() throws Exception {
        Sink sink = new Sink("k", List.of(), List.of(URI.create("mail://a")));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread change = new Thread(() -> sinks.apply(
                new Pipeline(List.of(SOURCE), List.of(sink)), Map.of("mail", mail), Map.of(), Map.of(), () -> {
                    begun.countDown();
                    await().forever().until(() -> end.getCount() == 0);
                }));
        change.setDaemon(true);
        change.start();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> sinks.close(Duration.ofMillis(10)));
        await().atMost(Duration.ofSeconds(20)).until(stop::isDone);
        end.countDown();
    }
}
