package io.nephometer.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Comments, texts, documents and configuration files use plain words. {@code words.txt} lists those to avoid with better
 * ones, and the paths that are not checked yet; one that needs no exemption any more fails the test, too.
 */
class WordsTest {

    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\n\\s*(?:\\*(?!/)|//|#)?\\s*");

    private final List<String> lines = SourceTree.text(Path.of("src/test/resources/words.txt"))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    private final Map<Pattern, String> words = lines.stream()
            .filter(line -> !line.startsWith("! "))
            .map(line -> line.split(" -> "))
            .collect(Collectors.toMap(
                    word -> Pattern.compile("\\b(?:" + word[0] + ")\\b", Pattern.CASE_INSENSITIVE), word -> word[1]));

    @Test
    void textsUsePlainWords() {
        List<String> exempt = lines.stream()
                .filter(line -> line.startsWith("! "))
                .map(line -> line.substring(2))
                .toList();
        TreeSet<String> exemptAndNeeded = new TreeSet<>();
        TreeSet<String> found = new TreeSet<>();
        SourceTree.files(SourceTree.ROOT).filter(WordsTest::isChecked).forEach(file -> {
            String name = SourceTree.ROOT.relativize(file).toString();
            List<String> here = found(file).map(word -> name + ": " + word).toList();
            exempt.stream()
                    .filter(name::startsWith)
                    .findFirst()
                    .ifPresentOrElse(
                            path -> {
                                if (!here.isEmpty()) {
                                    exemptAndNeeded.add(path);
                                }
                            },
                            () -> found.addAll(here));
        });
        assertThat(found).isEmpty();
        assertThat(exemptAndNeeded).as("exempt paths in words.txt").containsExactlyInAnyOrderElementsOf(exempt);
    }

    private static boolean isChecked(Path file) {
        String name = file.toString();
        return name.endsWith(".java") || name.endsWith(".md") || name.contains("/src/main/folder/");
    }

    private Stream<String> found(Path file) {
        String text = LINE_BREAK.matcher(prose(file)).replaceAll(" ");
        return words.entrySet().stream()
                .flatMap(word -> word.getKey().matcher(text).results().map(found -> "\"%s\", better: %s, in \"%s\""
                        .formatted(found.group(), word.getValue(), around(found, text))));
    }

    /** Returns what is written for readers: of Java the comments and texts. */
    private static String prose(Path file) {
        String text = SourceTree.text(file);
        return file.toString().endsWith(".java")
                ? COMMENT_OR_TEXT
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.joining("\n"))
                : text;
    }

    private static String around(MatchResult found, String text) {
        return text.substring(Math.max(0, found.start() - 40), Math.min(text.length(), found.end() + 40));
    }
}
