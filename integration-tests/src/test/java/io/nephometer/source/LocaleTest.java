package io.nephometer.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.source.SourceTree.JavaFile;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The main sources of all modules: what they write does not depend on the locale of the host. */
class LocaleTest {

    private static final Pattern DEFAULT_LOCALE =
            Pattern.compile("\\.to(Lower|Upper)Case\\(\\)|(String\\.format|\\.printf)\\((?!\\s*Locale\\.ROOT)");
    /** In {@code "".formatted(…)}, which takes no locale; {@code %s} writes a number the same everywhere. */
    private static final Pattern NUMBER = Pattern.compile("%[-#+0,(.\\d]*[dfeEgGaA]");

    private static final Pattern STATEMENT_WITH_LOCALE = Pattern.compile("String\\.format\\(\\s*Locale\\.ROOT[^;]*;");

    @Test
    void noTextIsFormattedInTheLocaleOfTheHost() {
        assertThat(SourceTree.javaFiles().stream().filter(JavaFile::isMain).flatMap(file -> mistakes(file.path())))
                .isEmpty();
    }

    private static Stream<String> mistakes(Path file) {
        String text = SourceTree.text(file);
        String rest = STATEMENT_WITH_LOCALE.matcher(text).replaceAll(";");
        return Stream.of(DEFAULT_LOCALE.matcher(text), NUMBER.matcher(rest))
                .flatMap(matcher -> matcher.results().map(found -> file.normalize() + ": " + found.group()));
    }
}
