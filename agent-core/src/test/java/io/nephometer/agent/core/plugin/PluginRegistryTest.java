package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.EmptyFramework;
import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.TransformerFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** What is known of plugins whose service goes at the moment in which it is announced. */
class PluginRegistryTest {

    private static final HealthKey BAD_OFFER = HealthKey.plugin("bad").of(Aspect.OFFER);

    @TempDir
    Path storage;

    private final Pollster pollster =
            Fixtures.pollster("any", "1.0.0", 0, Meter.gauge("any", "")).service();
    private final Health health = Health.silent();
    private final AtomicLong clock = new AtomicLong();
    private final PluginRegistry registry = new PluginRegistry(health, clock::get, Runnable::run);
    private EmptyFramework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new EmptyFramework(storage);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    private ServiceRegistration<Pollster> register(Map<String, Object> properties) {
        return framework.context().registerService(Pollster.class, pollster, new Hashtable<>(properties));
    }

    @Test
    void whatHasGoneWhenItIsRemovedIsRemovedByItsName() {
        ServiceRegistration<Pollster> service = register(Map.of());
        ServiceReference<Pollster> reference = service.getReference();
        registry.addPollster(reference, () -> pollster);
        assertThat(registry.names()).containsExactly("org.apache.felix.framework 7.0.5");
        service.unregister();
        assertThat(registry.remove(reference, () -> {}, Duration.ZERO)).contains("org.apache.felix.framework");
        assertThat(registry.names()).isEmpty();
    }

    private void isNotThere(Map<String, Object> properties) {
        ServiceRegistration<Pollster> service = register(properties);
        ServiceReference<Pollster> reference = service.getReference();
        service.unregister();
        registry.addPollster(reference, () -> pollster);
        assertThat(registry.names()).isEmpty();
        assertThat(registry.remove(reference, () -> {}, Duration.ZERO)).isEmpty();
    }

    @Test
    void whatHasGoneWhenItIsAddedIsNotThere() {
        isNotThere(Map.of());
        isNotThere(Map.of("component.name", "any"));
    }

    private static Discovery discovery(String name) {
        return new Discovery() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Resource> discover(String parameter, Resource host) {
                return List.of();
            }
        };
    }

    private ServiceRegistration<Discovery> offer(String component, int ranking) {
        Discovery discovery = discovery("local_instances");
        ServiceRegistration<Discovery> service = framework
                .context()
                .registerService(
                        Discovery.class,
                        discovery,
                        new Hashtable<>(Map.of("component.name", component, "service.ranking", ranking)));
        registry.addDiscovery(service.getReference(), () -> discovery);
        return service;
    }

    @Test
    void aDiscoveryThatTakesThePlaceOfAnotherOneIsShown() {
        offer("own", 0);
        assertThat(registry.shadowed()).isEmpty();
        ServiceReference<Discovery> foreign = offer("foreign", 5).getReference();
        assertThat(registry.shadowed())
                .isEqualTo(Map.of(
                        HealthKey.plugin("own").of(Aspect.PRECEDENCE),
                        "foreign 7.0.5 provides local_instances, and own 7.0.5 waits: its ranking is lower, 0 to 5"));
        registry.remove(foreign, () -> {}, Duration.ZERO);
        assertThat(registry.shadowed()).isEmpty();
    }

    @Test
    void aPluginThatReplacesItsOwnIsNotShown() {
        offer("own", 0);
        offer("own", 5);
        assertThat(registry.shadowed()).isEmpty();
    }

    static Stream<Arguments> unsayable() {
        Supplier<Object> throwing = () -> {
            throw new IllegalStateException("a bug");
        };
        Supplier<Object> missing = () -> {
            throw new NoClassDefFoundError("a/B");
        };
        return Stream.of(throwing, missing, () -> null, () -> Collections.singleton(null), () -> 1)
                .flatMap(answer -> Stream.of(
                                Pollster.class, Discovery.class, TransformerFactory.class, PublisherFactory.class)
                        .map(kind -> Arguments.of(kind, answer)));
    }

    /** Whatever it answers to what it is asked first: its meters, its name, its schemes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("unsayable")
    void aPluginThatDoesNotSayWhatItOffersCostsNoOther(Class<?> kind, Supplier<Object> answer) {
        registry.addPollster(register(Map.of("component.name", "good")).getReference(), () -> pollster);
        add(kind, unsayable(kind, answer));
        assertThat(registry.names()).containsExactly("good 7.0.5");
        assertThat(registry.pollsters()).hasSize(1);
        assertThat(registry.publishers()).isEmpty();
        assertThat(registry.transformers()).isEmpty();
        assertThat(health.of(BAD_OFFER)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "json~east", "a\u001b[31mb", "a\nb", "a b"})
    void aNameThatNoPipelineCanContainIsRefused(String name) {
        ServiceReference<?> reference = add(Discovery.class, unsayable(Discovery.class, () -> name));
        assertThat(registry.fault(reference))
                .contains("java.lang.IllegalArgumentException: name() must return letters, digits, '_', '.', '+' or '-'"
                        + " only");
        assertThat(registry.names()).isEmpty();
    }

    @Test
    void whatAPluginThrewWhenItWasAskedIsKnownUntilItGoes() {
        ServiceReference<?> reference = add(Discovery.class, unsayable(Discovery.class, () -> {
            throw new IllegalStateException("a bug, token=abc123");
        }));
        assertThat(registry.fault(reference)).contains("java.lang.IllegalStateException: a bug, token=***");
        registry.remove(reference, () -> {}, Duration.ZERO);
        assertThat(registry.fault(reference)).isEmpty();
        assertThat(health.all()).isEmpty();
    }

    @Test
    void aPluginThatHangsWhenItIsAskedIsShownUntilItAnswers() {
        List<String> seen = new ArrayList<>();
        add(Discovery.class, unsayable(Discovery.class, () -> {
            seen.add(health.all().toString());
            clock.addAndGet(Duration.ofSeconds(9).toNanos());
            seen.add(health.all().toString());
            return "bad";
        }));
        assertThat(seen).containsExactly("{}", "{bad offer=has not reported for 9 s what it offers}");
        assertThat(health.all()).isEmpty();
    }

    @Test
    void aPluginThatNeverSaysWhatItOffersHoldsNobodyUp() {
        CountDownLatch answer = new CountDownLatch(1);
        PluginRegistry patient = new PluginRegistry(health, clock::get, task -> new Thread(task).start());
        CompletableFuture<Void> said = patient.addDiscovery(offer("bad", 0).getReference(), () -> {
            await(answer);
            return discovery("bad");
        });
        patient.addPollster(register(Map.of("component.name", "good")).getReference(), () -> pollster)
                .join();
        assertThat(patient.names()).containsExactly("good 7.0.5");
        assertThat(said).isNotDone();
        answer.countDown();
        said.join();
        assertThat(patient.names()).containsExactly("bad 7.0.5", "good 7.0.5");
    }

    @Test
    void aPluginThatAnswersAfterItHasGoneIsNotThere() {
        CountDownLatch answer = new CountDownLatch(1);
        PluginRegistry patient = new PluginRegistry(health, clock::get, task -> new Thread(task).start());
        ServiceReference<Discovery> reference = offer("bad", 0).getReference();
        CompletableFuture<Void> said = patient.addDiscovery(reference, () -> {
            await(answer);
            throw new IllegalStateException("a bug");
        });
        patient.remove(reference, () -> {}, Duration.ZERO);
        answer.countDown();
        said.join();
        assertThat(patient.names()).isEmpty();
        assertThat(health.all()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private <T> ServiceReference<?> add(Class<T> kind, Object service) {
        ServiceReference<T> reference = framework
                .context()
                .registerService(kind, kind.cast(service), new Hashtable<>(Map.of("component.name", "bad")))
                .getReference();
        if (service instanceof Pollster bad) {
            registry.addPollster((ServiceReference<Pollster>) reference, () -> bad);
        } else if (service instanceof Discovery bad) {
            registry.addDiscovery((ServiceReference<Discovery>) reference, () -> bad);
        } else if (service instanceof TransformerFactory bad) {
            registry.addTransformer((ServiceReference<TransformerFactory>) reference, () -> bad);
        } else {
            registry.addPublisher((ServiceReference<PublisherFactory>) reference, () -> (PublisherFactory) service);
        }
        return reference;
    }

    /** Every method of it answers so. */
    private static Object unsayable(Class<?> kind, Supplier<Object> answer) {
        return Proxy.newProxyInstance(
                kind.getClassLoader(), new Class<?>[] {kind}, (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> 1;
                    case "equals" -> self == arguments[0];
                    case "toString" -> "unsayable";
                    default -> answer.get();
                });
    }
}
