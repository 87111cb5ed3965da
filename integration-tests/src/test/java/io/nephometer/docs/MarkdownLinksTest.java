package io.nephometer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links between the Markdown files of the repository. */
class MarkdownLinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)#?([^)]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void eachLinkLeadsToAFileOrAHeadingThatIsThere() throws IOException {
        try (Stream<Path> files = Files.find(Path.of(".."), 20, (path, attributes) -> isPage(path))) {
            List<Path> pages = files.toList();
            assertThat(pages).contains(Path.of("../README.md"), Path.of("../docs/glossary.md"));
            assertThat(pages.stream().flatMap(MarkdownLinksTest::broken)).isEmpty();
        }
    }

    private static boolean isPage(Path path) {
        return path.toString().endsWith(".md") && !path.toString().contains("/target/");
    }

    private static Stream<String> broken(Path page) {
        return LINK.matcher(text(page))
                .results()
                .filter(link -> !leadsSomewhere(page, link))
                .map(link -> page + ": " + link.group());
    }

    private static boolean leadsSomewhere(Path page, MatchResult link) {
        Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
        return Files.exists(target)
                && (link.group(2).isEmpty() || anchors(target).contains(link.group(2)));
    }

    /** As GitHub makes them from the headings. */
    private static List<String> anchors(Path page) {
        return HEADING.matcher(text(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
                .toList();
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
