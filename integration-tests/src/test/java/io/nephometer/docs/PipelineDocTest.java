package io.nephometer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.AccumulatorFactory;
import io.nephometer.transformer.basic.AggregatorFactory;
import io.nephometer.transformer.basic.ArithmeticFactory;
import io.nephometer.transformer.basic.DeltaFactory;
import io.nephometer.transformer.basic.RateOfChangeFactory;
import io.nephometer.transformer.basic.UnitConversionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** The worked examples of docs/pipeline.md: they do what it says. */
class PipelineDocTest {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final List<TransformerFactory> FACTORIES = List.of(
            new UnitConversionFactory(),
            new RateOfChangeFactory(),
            new DeltaFactory(),
            new AggregatorFactory(),
            new AccumulatorFactory(),
            new ArithmeticFactory());

    /** One: its transformer, the samples of each turn, and what comes out. */
    record Example(
            String transformer, Map<String, Object> parameters, List<List<String>> turns, List<List<String>> gives) {

        @SuppressWarnings("unchecked")
        static Example of(String block) {
            Map<String, Object> yaml = new Yaml().load(block);
            Map<String, Object> step = ((List<Map<String, Object>>) yaml.get("transformers")).get(0);
            return new Example(
                    step.get("name").toString(),
                    (Map<String, Object>) longs(step.get("parameters")),
                    (List<List<String>>) yaml.get("turns"),
                    (List<List<String>>) yaml.get("gives"));
        }

        /** As core gives whole numbers. */
        private static Object longs(Object value) {
            if (value instanceof Map<?, ?> map) {
                Map<Object, Object> longs = new HashMap<>();
                map.forEach((key, of) -> longs.put(key, longs(of)));
                return longs;
            }
            return value instanceof Integer number ? (Object) number.longValue() : value;
        }
    }

    @TestFactory
    Stream<DynamicTest> eachTransformerDoesWhatItsExampleSays() throws Exception {
        List<Example> examples = BLOCK.matcher(Files.readString(Path.of("../docs/pipeline.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.startsWith("transformers:"))
                .map(Example::of)
                .toList();
        assertThat(examples)
                .extracting(Example::transformer)
                .containsExactlyElementsOf(
                        FACTORIES.stream().map(TransformerFactory::name).toList());
        return examples.stream().map(example -> DynamicTest.dynamicTest(example.transformer, () -> run(example)));
    }

    private static void run(Example example) throws Exception {
        Transformer transformer = FACTORIES.stream()
                .filter(factory -> factory.name().equals(example.transformer))
                .findFirst()
                .orElseThrow()
                .open(example.parameters);
        List<List<String>> gives = new ArrayList<>();
        for (List<String> turn : example.turns) {
            List<Sample> out = new ArrayList<>();
            turn.forEach(sample -> out.addAll(transformer.transform(sample(sample))));
            out.addAll(transformer.flush());
            gives.add(out.stream().map(PipelineDocTest::text).toList());
        }
        assertThat(gives).isEqualTo(example.gives);
    }

    private static Sample sample(String text) {
        String[] words = text.split(" ");
        Duration time = Duration.between(LocalTime.MIN, LocalTime.parse(words[0]));
        Map<String, Object> metadata = new HashMap<>();
        for (int i = 6; i < words.length; i++) {
            metadata.put(words[i].split("=")[0], Long.valueOf(words[i].split("=")[1]));
        }
        Meter meter = new Meter(
                words[1], Meter.Type.valueOf(words[2].toUpperCase(Locale.ROOT)), words[3], java.util.Optional.empty());
        return new Sample(
                meter,
                Resource.of(words[4], Map.of()),
                Long.valueOf(words[5]),
                new Moment(Instant.EPOCH.plus(time), time.toNanos()),
                metadata);
    }

    private static String text(Sample sample) {
        Meter meter = sample.meter();
        return meter.name() + " " + meter.type() + " " + meter.unit() + " "
                + sample.resource().id() + " " + sample.volume();
    }
}
