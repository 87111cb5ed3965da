package io.nephometer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.plugin.CallTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/writing-a-pollster.md shows the example as it is built, and quotes what the agent says. */
class WritingAPollsterDocTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Path EXAMPLE = DOCS.resolve("example-pollster");

    private final String page = text(DOCS.resolve("writing-a-pollster.md"));

    @Test
    void theJavaItShowsIsThatOfTheExample() {
        String sources = texts(EXAMPLE.resolve("src"), ".java");
        assertThat(blocks("java")).hasSize(2).allSatisfy(block -> assertThat(sources)
                .contains(block));
    }

    @Test
    void theDependencyItShowsIsThatOfTheExample() {
        assertThat(blocks("xml")).singleElement().satisfies(block -> assertThat(flat(text(EXAMPLE.resolve("pom.xml"))))
                .contains(flat(block)));
    }

    @Test
    void theExampleHasNoParentAndItsClassIsShort() {
        assertThat(text(EXAMPLE.resolve("pom.xml"))).doesNotContain("<parent>");
        assertThat(texts(EXAMPLE.resolve("src/main/java"), ".java").lines()).hasSizeLessThanOrEqualTo(22);
    }

    @Test
    void theMessagesItQuotesAreThoseOfTheAgent() {
        String says = texts(Path.of("../agent-core/src/main/java"), ".java")
                + texts(Path.of("../agent-deployer/src/main/java"), ".java")
                + texts(Path.of("../agent-api/src/main/java"), ".java");
        List<String> quoted = page.substring(page.indexOf("## Common mistakes"), page.indexOf("## Other plugins"))
                .lines()
                .flatMap(row -> Pattern.compile("^\\| `([^`]+)` \\||: `([^`]+)` \\|$")
                        .matcher(row)
                        .results())
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .flatMap(message -> Stream.of(message.split("…")))
                .toList();
        assertThat(quoted).hasSizeGreaterThanOrEqualTo(8).allSatisfy(message -> assertThat(says)
                .contains(message));
    }

    @Test
    void theDeadlineItTellsIsTheOneOfThePoller() {
        assertThat(page).contains("| Deadline | " + CallTerms.DEADLINE.toSeconds() + " s.");
    }

    @Test
    void whatItLinksToIsThere() {
        List<String> links = Pattern.compile("]\\(([^)#]+)\\)")
                .matcher(page)
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(links).hasSizeGreaterThan(5).allSatisfy(link -> assertThat(DOCS.resolve(link))
                .exists());
    }

    private List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String flat(String xml) {
        return xml.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String texts(Path folder, String suffix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .map(WritingAPollsterDocTest::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
