package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.PipelineChecks;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.schedule.Scheduler;
import io.nephometer.agent.core.sink.Sinks;
import io.nephometer.api.Moment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

    @TempDir
    Path directory;

    private final Health health = Health.silent();

    /** Throws when it is first asked. */
    private record ThrowingOnce(Class<? extends Throwable> what, AtomicInteger asked) implements PipelineChecks {
        @Override
        public Optional<String> publisher(URI url) {
            if (asked.getAndIncrement() == 0) {
                sneak(what);
            }
            return Optional.empty();
        }

        @Override
        public void transformer(TransformerStep step) {}

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Class<? extends Throwable> what) throws T {
            try {
                throw (T) what.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, LinkageError.class})
    void whateverACheckThrowsTheFileIsLookedAtAgain(Class<? extends Throwable> thrown) throws Exception {
        Path yaml = Files.writeString(directory.resolve("pipeline.yaml"), """
                sources:
                  - {name: s, interval: 60s, meters: ["*"], sinks: [k]}
                sinks:
                  - {name: k, publishers: ["p://x"]}
                """);
        PipelineFile file =
                new PipelineFile(yaml, directory.resolve("last"), new ThrowingOnce(thrown, new AtomicInteger()));
        CallTerms terms = new CallTerms(Duration.ZERO, Duration.ofSeconds(1), Runnable::run, health, System::nanoTime);
        Sinks sinks = new Sinks(
                directory.resolve("spool"),
                new io.nephometer.agent.core.spool.SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 0),
                Fixtures::origin,
                terms);
        Scheduler scheduler = new Scheduler(() -> null, Moment::now, turns -> {});
        try (Planner planner = new Planner(
                file,
                new PluginRegistry(health, System::nanoTime, Runnable::run),
                scheduler,
                sinks,
                () -> {},
                "h",
                health)) {
            planner.begin();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> planner.pipeline().sinks().size() == 1);
            await().atMost(Duration.ofSeconds(30)).until(() -> health.all().keySet().stream()
                    .noneMatch(key -> key.toString().contains("pipeline.yaml")));
            assertThat(sinks.states()).singleElement().satisfies(route -> assertThat(route.name())
                    .isEqualTo("k.p"));
        }
    }
}
