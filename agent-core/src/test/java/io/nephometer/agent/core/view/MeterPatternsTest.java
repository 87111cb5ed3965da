package io.nephometer.agent.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterPatternsTest {

    private static List<String> list(String patterns) {
        return List.of(patterns.split(" "));
    }

    private static boolean accepts(String patterns, String name) {
        return new MeterPatterns(list(patterns)).compile().test(name);
    }

    @ParameterizedTest
    @CsvSource({
        "cpu !disk.*,          do not mix",
        "*.bytes !cpu,         do not mix",
        "*.bytes cpu !x,       do not mix",
        "disk.* !disk.read.*,  do not mix",
        "* cpu,                includes all meters already",
        "* ?pu,                includes all meters already",
        "a **,                 includes all meters already",
        "!,                    an empty pattern",
        "[z-a]pu,              runs backwards",
    })
    void refusesWhatCannotBeMeant(String patterns, String said) {
        assertThat(MeterPatterns.mistake(list(patterns))).get().asString().contains(said);
    }

    @Test
    void refusesNoneAtAll() {
        assertThat(MeterPatterns.mistake(List.of())).isPresent();
        assertThat(MeterPatterns.mistake(List.of(""))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "*,            cpu,              true",
        "!cpu,         cpu,              false",
        "!cpu,         memory,           true",
        "* !cpu,       cpu,              false",
        "* !cpu,       memory,           true",
        "cpu disk.*,   disk.read.bytes,  true",
        "cpu disk.*,   memory,           false",
        "!*,           cpu,              false",
        "* !*,         cpu,              false",
        "!!a,          cpu,              true",
        "[cd]pu,       cpu,              true",
        "[cd]pu,       dpu,              true",
        "[cd]pu,       CPU,              false",
        "[!c]pu,       cpu,              false",
        "[!c]pu,       dpu,              true",
        "c?u,          cpu,              true",
        "[c,           '[c',             true",
        "disk.read,    diskxread,        false",
        "a+b,          a+b,              true",
        "[]]x,         ']x',             true",
    })
    void acceptsAsPythonsFnmatchDoes(String patterns, String name, boolean accepted) {
        assertThat(MeterPatterns.mistake(list(patterns))).isEmpty();
        assertThat(accepts(patterns, name)).isEqualTo(accepted);
    }

    /** Patterns that a regular expression would need years for. */
    @ParameterizedTest
    @CsvSource({
        "********z,              false",
        "*?*?*?*?*?*?*?*?*?*?z,  false",
        "*?*?*?*?*?*?*?*?*?*?e,  true",
        "*a*a*a*a*a*a*a*a*a*ae,  false",
        "*i*s*k*r*d*y*s*,        true",
        "*rate,                  true",
        "*disk.*.bytes.rate*,    true",
    })
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesNoLongerForManyStars(String pattern, boolean accepted) {
        assertThat(accepts(pattern, "disk.device.read.bytes.rate.of.a.very.long.name.of.the.yesterdays.rate"))
                .isEqualTo(accepted);
    }

    @Test
    void areValuesThatCompare() {
        assertThat(Stream.of(1, 2).map(i -> new MeterPatterns(List.of("cpu"))).distinct())
                .hasSize(1);
    }
}
