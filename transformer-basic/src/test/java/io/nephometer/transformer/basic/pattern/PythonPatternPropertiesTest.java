package io.nephometer.transformer.basic.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.transformer.basic.expression.SyntaxException;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text is a regular expression that maps in no time, or it is rejected. */
class PythonPatternPropertiesTest {

    private static final String NAME = "disk.device.read.bytes";

    @Property(seed = "1", tries = 5000)
    void anyPatternMapsOrIsRejectedQuickly(@ForAll("patterns") String text) {
        mapsOrIsRejected(text);
    }

    @Property(seed = "2", tries = 2000)
    void anyTextMapsOrIsRejectedQuickly(@ForAll String text) {
        mapsOrIsRejected(text);
    }

    @Example
    void aDeepPatternMapsOrIsRejected() {
        mapsOrIsRejected("(".repeat(500) + ")".repeat(500));
        mapsOrIsRejected("(?:a".repeat(200) + ")*".repeat(200));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                        "a", "d", ".", "*", "+", "?", "(", ")", "(?:", "(?P<n>", "(?P=n)", "(?i)", "(?=", "(?<!", "[",
                        "]", "^", "$", "|", "{", "}", "{2}", "{,3}", "-", "&&", "\\", "\\1", "\\d", "\\Z", "\\b", ",")
                .list()
                .ofMaxSize(15)
                .map(words -> String.join("", words));
    }

    private static void mapsOrIsRejected(String text) {
        long start = System.nanoTime();
        try {
            PythonPattern pattern = PythonPattern.compile(text);
            pattern.replaceAll(NAME, PythonReplacement.compile("\\g<0>x", pattern));
        } catch (SyntaxException e) {
            assertThat(e.offset()).isBetween(0, text.length());
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("map_from takes too long");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
