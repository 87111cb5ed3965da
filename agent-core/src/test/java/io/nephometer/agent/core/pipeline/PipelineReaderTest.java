package io.nephometer.agent.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.ParameterException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineReaderTest {

    private static final String GOOD = """
            sources:
              - name: meter_source
                interval: 60
                meters: ["*"]
                sinks: [meter_sink]
            sinks:
              - name: meter_sink
                publishers: ["mqtt://127.0.0.1:1883"]
            """;

    private static Pipeline read(String text) throws PipelineException {
        return PipelineReader.read(text.getBytes(StandardCharsets.UTF_8), new PipelineChecks() {
            @Override
            public Optional<String> publisher(URI url) {
                return url.getScheme().equals("carrier") ? Optional.of("no pigeons here") : Optional.empty();
            }

            @Override
            public void transformer(TransformerStep step) throws ParameterException {
                if (step.parameters().get("scale") instanceof Boolean) {
                    throw new ParameterException(List.of("scale"), 0, "a text is expected");
                }
                if (step.parameters().get("scale") instanceof String scale && scale.contains("(")) {
                    throw new ParameterException(List.of("scale"), scale.indexOf('('), "no functions");
                }
            }
        });
    }

    /** Each mistake as {@code LINE:COLUMN: what}. */
    private static List<String> mistakes(String text) {
        PipelineException e = catchThrowableOfType(PipelineException.class, () -> read(text));
        return e.mistakes().stream()
                .map(mistake -> mistake.in("f").substring(2))
                .toList();
    }

    private static String good(String what, String instead) {
        assertThat(GOOD).contains(what);
        return GOOD.replace(what, instead);
    }

    @Test
    void tellsAllMistakesAtOnceEachWithItsPlace() {
        assertThat(mistakes("""
                        sources:
                          - name: a
                            intervall: 60
                            meters: ["cpu", "!disk"]
                            sinks: [meter_snik]
                          - name: a
                            interval: 0
                            meters: []
                            sinks: [meter_sink]
                        sinks:
                          - name: meter_sink
                            publishers: ["carrier://pigeon"]
                        """))
                .containsExactly(
                        "3:5: unknown key 'intervall' in a source: did you mean 'interval'?",
                        "4:13: inclusions and exclusions do not mix: keep only one kind, or \"*\" with exclusions",
                        "5:13: there is no sink 'meter_snik': did you mean 'meter_sink'?",
                        "6:5: a second source named 'a': give each its own name",
                        "7:15: the interval '0': expected 0.1 s to 366 days, as seconds in decimal or a number with ms, s, m or h",
                        "8:13: no meters: name at least one, or [\"*\"] for all",
                        "12:18: no pigeons here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: meter_source | name: no         | 2:11: YAML reads no as true or false",
                "name: meter_source | name: 010        | 2:11: YAML reads 010 as a number",
                "name: meter_source | name: 12:30      | 2:11: YAML reads 12:30 as a number",
                "name: meter_source | name: 2026-01-01 | 2:11: YAML reads 2026-01-01 as a date",
                "name: meter_source | name: ~          | 2:11: a source needs 'name'",
                "name: meter_source | name: ''         | 2:11: a name has 1 to 100 printable characters",
                "name: meter_source | name: [a]        | 2:11: 'name' is a text, not a list",
                "name: meter_source | name: !!str x    | 2:11: YAML reads !!str as a tag: leave it out",
                "interval: 60       | interval: 060 | 3:15: the interval '060': expected 0.1 s to 366 days",
                "interval: 60       | interval: 1_0 | 3:15: the interval '1_0': expected 0.1 s to 366 days",
                "interval: 60       | interval: 12:30 | 3:15: the interval '12:30': expected 0.1 s to 366 days",
                "interval: 60       | interval: -1 | 3:15: the interval '-1': expected 0.1 s to 366 days",
                "interval: 60       | interval: .nan | 3:15: the interval '.nan': expected 0.1 s to 366 days",
                "interval: 60       | interval: 1e400 | 3:15: the interval '1e400': expected 0.1 s to 366 days",
                "interval: 60       | interval: 0.05 | 3:15: the interval '0.05': expected 0.1 s to 366 days",
                "interval: 60       | interval: x | 3:15: the interval 'x': expected 0.1 s to 366 days",
                "interval: 60       | interval: yes | 3:15: the interval 'yes': expected 0.1 s to 366 days",
                "meters: [\"*\"]    | meters: cpu      | 4:13: 'meters' is a list",
                "meters: [\"*\"]    | meters: [no]     | 4:14: YAML reads no as true or false",
                "sinks: [meter_sink] | sinks: []       | 5:12: 'sinks' is empty",
                "sinks: [meter_sink] | sinks: [meter_sink, meter_sink] | 5:25: 'meter_sink' occurs twice",
                "sinks: [meter_sink] | sinks: &a [*a]  | 5:16: *a contains itself",
                "[\"mqtt://127.0.0.1:1883\"] | [\"://h\"] | 8:18: '://h' is not a URL: Expected scheme name",
                "[\"mqtt://127.0.0.1:1883\"] | [\"x://u:pw@h h\"] | 8:18: 'x://***@h h' is not a URL: Illegal character in authority; a user and a password belong in the .cfg file of the publisher, not in a URL",
                "[\"mqtt://127.0.0.1:1883\"] | []       | 8:17: 'publishers' is empty",
            })
    void guessesNothing(String what, String instead, String said) {
        assertThat(mistakes(good(what.strip(), instead.strip())))
                .anySatisfy(mistake -> assertThat(mistake).startsWith(said.strip()));
    }

    @Test
    void refusesDuplicateKeysTabsSecondDocumentsAndWhatIsNoMapping() {
        assertThat(mistakes(good("    interval: 60\n", "    interval: 60\n    interval: 70\n")))
                .containsExactly("4:5: the key 'interval' occurs twice in a source: keep one");
        assertThat(mistakes(good("    interval", "\tinterval")))
                .singleElement()
                .asString()
                .contains("not valid YAML")
                .contains("indent with spaces");
        assertThat(mistakes(GOOD + "---\n" + GOOD)).singleElement().asString().contains("a second document");
        assertThat(mistakes("- a\n")).singleElement().asString().startsWith("1:1: the file is a mapping");
        assertThat(mistakes("sources: []\n"))
                .containsExactly("1:1: the file needs 'sinks'", "1:10: 'sources' is empty: name at least one");
        assertThat(mistakes("")).singleElement().asString().contains("the file is empty");
        assertThat(mistakes("# only a comment\n")).singleElement().asString().contains("the file is empty");
        assertThat(mistakes("a: \u0000")).singleElement().asString().contains("U+0000");
    }

    @Test
    void refusesBombsBeforeTheyGoOff() {
        String laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n";
        assertThat(mistakes(laughs)).isNotEmpty();
        assertThat(mistakes("[".repeat(100_000))).containsExactly("1:21: nested more than 20 deep");
        assertThat(mistakes("a: " + "x".repeat(300_000)))
                .singleElement()
                .asString()
                .contains("at most 262144");
        byte[] latin1 = "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(catchThrowableOfType(PipelineException.class, () -> PipelineReader.read(latin1, NoChecks.INSTANCE))
                        .mistakes())
                .hasSize(1);
    }

    @Test
    void readsAWholeFile() throws PipelineException {
        Pipeline pipeline = read("""
                sources:
                  - name: fast
                    interval: 500ms
                    align: true
                    meters: ["cpu", "disk.*"]
                    discovery: [local_instances]
                    resources: [r1]
                    sinks: [a, b]
                sinks:
                  - name: a
                    transformers:
                    publishers: ["mqtt://127.0.0.1:1883?qos=0"]
                  - name: b
                    publishers: ["mqtts://broker", "mqtt://other?topic=cloud/{host}"]
                """);
        assertThat(pipeline.sources())
                .containsExactly(new Source(
                        "fast",
                        Duration.ofMillis(500),
                        true,
                        new MeterPatterns(List.of("cpu", "disk.*")),
                        List.of("local_instances"),
                        List.of("r1"),
                        List.of("a", "b")));
        assertThat(pipeline.sinks().get(1).publishers())
                .containsExactly(URI.create("mqtts://broker"), URI.create("mqtt://other?topic=cloud/%7Bhost%7D"));
    }

    private static String transformer(String text) {
        return good("    publishers:", "    transformers:\n      - " + text + "\n    publishers:");
    }

    @Test
    void aTransformersMistakeHasItsPlaceToTheColumn() {
        assertThat(mistakes(transformer("{name: unit, parameters: {scale: \"volume * float(2)\"}}")))
                .containsExactly("9:57: unit: no functions");
        assertThat(mistakes(transformer("{nmae: unit}")))
                .containsExactly("9:10: unknown key 'nmae' in a transformer: did you mean 'name'?");
        assertThat(mistakes(transformer("{name: unit, parameters: [1]}")))
                .containsExactly("9:34: 'parameters' is a mapping of keys to values");
        assertThat(mistakes(transformer("{name: unit, parameters: {size: 010}}")))
                .singleElement()
                .asString()
                .startsWith("9:41: YAML reads 010 as a number");
    }

    @Test
    void aTransformersParametersArePlainValues() throws PipelineException {
        TransformerStep step = read(transformer(
                        "{name: unit, parameters: {a: 1, b: [2.5, x, true, ~], c: {d: 99999999999999999999}}}"))
                .sinks()
                .get(0)
                .transformers()
                .get(0);
        assertThat(step.transformer()).isEqualTo("unit");
        assertThat(step.parameters())
                .containsEntry("a", 1L)
                .containsEntry("b", java.util.Arrays.asList(2.5, "x", true, null))
                .containsEntry("c", java.util.Map.of("d", new java.math.BigInteger("99999999999999999999")));
    }

    @ParameterizedTest
    @CsvSource({"60,60000", "0.5,500", "'\"60\"',60000", "500ms,500", "10s,10000", "5m,300000", "1h,3600000", "0.1,100"
    })
    void knowsTheNotationsOfAnInterval(String notation, long millis) throws PipelineException {
        assertThat(read(good("interval: 60", "interval: " + notation))
                        .sources()
                        .get(0)
                        .interval())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "notifier://,notifier",
        "rpc://,rpc",
        "MQTT://h,mqtt",
        "File:///x,file",
        "gnocchi://?archive_policy=low,gnocchi",
        "direct,direct"
    })
    void aPublisherMayBeABareScheme(String url, String scheme) throws PipelineException {
        assertThat(read(good("\"mqtt://127.0.0.1:1883\"", "\"" + url + "\""))
                        .sinks()
                        .get(0)
                        .publishers())
                .singleElement()
                .extracting(URI::getScheme)
                .isEqualTo(scheme);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "True,true", "TRUE,true", "yes,true", "On,true", "false,false", "False,false", "no,false"})
    void aBooleanMayBeSpelledInEachWayOfYaml(String spelling, boolean value) throws PipelineException {
        Pipeline pipeline = read(transformer("{name: unit, parameters: {growth_only: " + spelling + "}}")
                .replace("interval: 60", "interval: 60\n    align: " + spelling));
        assertThat(pipeline.sources().get(0).align()).isEqualTo(value);
        assertThat(pipeline.sinks().get(0).transformers().get(0).parameters()).containsEntry("growth_only", value);
    }

    @Test
    void aPluginThatExpectsTextExplainsWhatYamlMadeOfIt() {
        assertThat(mistakes(transformer("{name: unit, parameters: {scale: yes}}")))
                .containsExactly("9:42: unit: a text is expected; YAML reads yes as true or false: for the text, write"
                        + " \"yes\"");
    }

    /** Whatever a file has in it, it is read or refused: each mutation of a good one by the same seed. */
    @Test
    void neverThrowsAnythingButItsOwnException() {
        Random random = new Random(20261122);
        String alphabet = "[]{}:,-&*!|>'\"%@`#?~<= \n\t\u0000\ud83d01.eno";
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(transformer("{name: unit, parameters: {a: [1, {b: c}]}}"));
            for (int edits = random.nextInt(6); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(80))));
                }
            }
            try {
                read(text.toString());
            } catch (PipelineException e) {
                refused++;
                assertThat(e.mistakes()).isNotEmpty();
            }
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }
}
