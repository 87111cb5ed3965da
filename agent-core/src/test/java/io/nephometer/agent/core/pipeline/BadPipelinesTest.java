package io.nephometer.agent.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.view.PipelineMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of {@code bad-pipelines/}: all that an operator reads of each is in {@code mistakes.txt} beside them. */
class BadPipelinesTest {

    private static final Path FILES = Path.of("src/test/resources/bad-pipelines");

    @Test
    void eachBadFileGivesItsMistakesAndTheirPlaces() throws IOException {
        assertThat(told()).isEqualTo(Files.readString(FILES.resolve("mistakes.txt")));
    }

    private static String told() throws IOException {
        TreeMap<String, String> told = new TreeMap<>();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                String name = file.getFileName().toString();
                told.put(
                        name,
                        mistakes(Files.readAllBytes(file)).stream()
                                .map(mistake -> mistake.in(name) + "\n")
                                .collect(Collectors.joining()));
            }
        }
        assertThat(told).hasSizeGreaterThanOrEqualTo(60);
        return String.join("", told.values());
    }

    private static List<PipelineMistake> mistakes(byte[] text) {
        try {
            throw new AssertionError("good: " + PipelineReader.read(text, NoChecks.INSTANCE));
        } catch (PipelineException e) {
            return e.mistakes();
        }
    }
}
