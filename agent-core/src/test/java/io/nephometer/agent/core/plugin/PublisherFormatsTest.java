package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import io.nephometer.format.Formats;
import io.nephometer.format.Payload;
import io.nephometer.format.TransportFactory;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublisherFormatsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Origin ORIGIN = Fixtures.origin("check");

    /** Opens the formats that the URL's query names, separated by commas, and fails if one is {@code fail}. */
    private static final TransportFactory TRANSPORT = new TransportFactory() {
        @Override
        public Set<String> schemes() {
            return Set.of("t");
        }

        @Override
        public Publisher open(URI url, Origin origin, Formats formats) throws IOException {
            for (String name : url.getQuery().split(",")) {
                if (name.equals("fail")) {
                    throw new IOException("a setting is missing");
                }
                formats.open(name);
            }
            return new Publisher() {
                @Override
                public List<Message> encode(Batch batch) {
                    return List.of();
                }

                @Override
                public void deliver(List<Message> messages) {}

                @Override
                public void close() {}
            };
        }
    };

    private final List<String> opened = new ArrayList<>();
    private final Plugin<FormatFactory> json = plugin("json");
    private final Plugin<FormatFactory> ceilometer = plugin("ceilometer");
    private final Map<String, Plugin<FormatFactory>> offered = Map.of("json", json, "ceilometer", ceilometer);
    private final PublisherFormats use = new PublisherFormats(offered, ORIGIN);

    private Plugin<FormatFactory> plugin(String name) {
        return new Plugin<>("format." + name, "1.0.0", 0, new FormatFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Format open(Origin origin) {
                opened.add(name);
                return (batch, limit) -> List.of();
            }

            @Override
            public Format open(Origin origin, String settings) throws IOException {
                if (name.equals("json")) {
                    return FormatFactory.super.open(origin, settings);
                }
                opened.add(name + " with " + settings);
                return (batch, limit) -> List.of();
            }
        });
    }

    private Publisher open(String names) throws IOException {
        return use.open(TRANSPORT, URI.create("t://h?" + names));
    }

    @Test
    void aFormatIsOpenedByItsNameAndItsSettings() throws Exception {
        open("json,ceilometer~east");
        assertThat(opened).containsExactly("json", "ceilometer with east");
        assertThat(use.encoder()).contains(json);
        assertThat(use.isMissing()).isFalse();
    }

    @Test
    void settingsOfAFormatWithoutAnyAreAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("json~east"))
                .withMessage("the format json has no named settings: expected format=json");
    }

    @Test
    void aFormatThatNoPluginOffersIsMissingAndTheMessageSaysWhatOffersIt() {
        PublisherFormats none = new PublisherFormats(Map.of(), ORIGIN);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> none.open("ceilometer~east"))
                .withMessage("no plugin offers the format ceilometer now; samples are held in memory:"
                        + " copy format-ceilometer.jar into deploy/");
        assertThat(none.isMissing()).isTrue();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> open("protobuf"))
                .withMessage("no plugin offers the format protobuf now; samples are held in memory:"
                        + " copy the plugin that offers it into deploy/");
    }

    @Test
    void aNameLikeOneOnOfferIsMissingTooWithAHintUnlessItIsOneOfOurs() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> open("jsn"))
                .withMessage("no plugin offers the format jsn now; samples are held in memory:"
                        + " did you mean format=json? Otherwise copy the plugin that offers it into deploy/");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> open("jsonl"))
                .withMessageContaining("format-json.jar");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void whatAFormatReturnsInPlaceOfPayloadsIsBlamedOnTheFormat(List<Payload> payloads, String message)
            throws IOException {
        PublisherFormats formats = new PublisherFormats(Map.of("bad", format("bad", payloads)), ORIGIN);
        Format format = formats.open("bad");
        assertThatNullPointerException()
                .isThrownBy(() -> format.encode(new Batch("s", 1, List.of()), 100))
                .withMessage(message);
    }

    private static List<Arguments> payloads() {
        return List.of(
                Arguments.of(null, "format.bad: encode returned null"),
                Arguments.of(Arrays.asList((Payload) null), "format.bad: encode returned a payload without bytes"),
                Arguments.of(List.of(new Payload(null, 1)), "format.bad: encode returned a payload without bytes"));
    }

    private static Plugin<FormatFactory> format(String name, List<Payload> payloads) {
        return new Plugin<>("format." + name, "1.0.0", 0, new FormatFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Format open(Origin origin) {
                return (batch, limit) -> payloads;
            }
        });
    }

    @Test
    void aPluginIsInUseUntilThePublisherIsReleased() throws Exception {
        open("json,json");
        assertThat(isInUse(json)).isTrue();
        use.release();
        assertThat(isInUse(json)).isFalse();
    }

    @Test
    void aPublisherThatCannotBeOpenedUsesNothing() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> open("json,fail"));
        assertThat(isInUse(json)).isFalse();
    }

    @Test
    void anotherPluginOfAUsedFormatIsAChangeAndAnotherFormatIsNone() throws Exception {
        open("json");
        assertThat(use.isSame(offered)).isTrue();
        assertThat(use.isSame(Map.of("json", json))).isTrue();
        assertThat(use.isSame(Map.of("json", plugin("json")))).isFalse();
        assertThat(use.isSame(Map.of())).isFalse();
    }

    /** Closes the plugin's calls, which waits while there are any. */
    private static boolean isInUse(Plugin<?> plugin) {
        long start = System.nanoTime();
        plugin.calls().close(PATIENCE);
        return System.nanoTime() - start >= PATIENCE.toNanos();
    }
}
