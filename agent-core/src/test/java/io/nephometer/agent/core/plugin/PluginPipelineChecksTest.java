package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.EmptyFramework;
import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.health.Health;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ConcurrentModificationException;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class PluginPipelineChecksTest {

    private static final URI URL = URI.create("own://user:hunter2@h");

    @TempDir
    Path storage;

    private final PluginRegistry registry = new PluginRegistry(Health.silent(), System::nanoTime, Runnable::run);
    private final PluginPipelineChecks checks = new PluginPipelineChecks(
            registry, () -> Fixtures.origin("check"), Runnable::run, Health.silent(), System::nanoTime);
    private final Own own = new Own();
    private EmptyFramework framework;

    /** Throws what it is given when it is opened, and when its publisher is closed. */
    private static final class Own implements PublisherFactory {
        private Throwable opening;
        private Throwable closing;

        @Override
        public Set<String> schemes() {
            return Set.of("own");
        }

        @Override
        public Publisher open(URI url, Origin origin) throws IOException {
            raise(opening);
            return new Publisher() {
                @Override
                public List<Message> encode(Batch batch) {
                    return List.of();
                }

                @Override
                public void deliver(List<Message> messages) {}

                @Override
                public void close() {
                    raise(closing);
                }
            };
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void raise(Throwable what) throws T {
            if (what != null) {
                throw (T) what;
            }
        }
    }

    @BeforeEach
    void start() throws BundleException {
        framework = new EmptyFramework(storage);
        registry.addPublisher(
                framework
                        .context()
                        .registerService(PublisherFactory.class, own, new Hashtable<>())
                        .getReference(),
                () -> own);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    @Test
    void aUrlThatIsWrongIsRefusedAndIsNoSettingThatIsMissing() {
        own.opening = new IllegalArgumentException("'topc' is not known");
        assertThat(checks.publisher(URL)).contains("'topc' is not known");
        assertThat(checks.missing(URL)).isEmpty();
        own.opening = new IllegalArgumentException();
        assertThat(checks.publisher(URL)).isPresent();
    }

    @Test
    void aSettingThatIsMissingRefusesNothingAndIsNamedWithoutTheUrlsSecrets() {
        own.opening = new IOException("own.cfg: no password for " + URL);
        assertThat(checks.publisher(URL)).isEmpty();
        assertThat(checks.missing(URL)).contains("own.cfg: no password for own://***@h");
    }

    @Test
    void aPluginThatFailsRefusesNothing() {
        for (Throwable bug : List.of(
                new IllegalStateException("bug"),
                new ConcurrentModificationException(),
                new NullPointerException(),
                new NoClassDefFoundError("x/Y"),
                new ExceptionInInitializerError("bug"),
                new StackOverflowError())) {
            own.opening = bug;
            assertThat(checks.publisher(URL)).as("%s", bug).isEmpty();
            assertThat(checks.missing(URL)).as("%s", bug).isEmpty();
        }
        own.opening = null;
        own.closing = new IllegalArgumentException("on closing");
        assertThat(checks.publisher(URL)).isEmpty();
    }

    @Test
    void whatNoPluginOffersIsNotRefused() {
        assertThat(checks.publisher(URI.create("other://x"))).isEmpty();
        assertThat(checks.missing(URI.create("other://x"))).isEmpty();
    }
}
