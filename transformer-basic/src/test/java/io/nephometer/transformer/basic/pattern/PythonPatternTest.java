package io.nephometer.transformer.basic.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.transformer.basic.expression.SyntaxException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonPatternTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " ~ ", textBlock = """
            (a           ~ 2 ~ not a valid regular expression: unclosed group
            a)           ~ 0 ~ not a valid regular expression: unmatched closing ')'
            x*y**z{,5}*  ~ 4 ~ not a valid regular expression: dangling meta character '*'
            ab[c         ~ 2 ~ not a valid regular expression: '[' is not closed
            ab[          ~ 2 ~ not a valid regular expression: '[' is not closed
            a\\q         ~ 1 ~ unknown escape in a regular expression: write \\\\ for a backslash
            a\\          ~ 1 ~ unknown escape in a regular expression: write \\\\ for a backslash
            [\\p]        ~ 1 ~ unknown escape in a regular expression: write \\\\ for a backslash
            (a)\\2       ~ 3 ~ there is no group 2 before this
            (?P=x)       ~ 0 ~ there is no group 1 before this
            (?P<a>b)(?P<a>c) ~ 8 ~ there are two groups 'a'
            (?<a>b)      ~ 0 ~ this kind of group is not supported: (?P<name>…) and (?:…) are
            (a)(?(1)b|c) ~ 3 ~ this kind of group is not supported: (?P<name>…) and (?:…) are
            (?x)a        ~ 0 ~ this kind of group is not supported: (?P<name>…) and (?:…) are
            a{1001}      ~ 1 ~ at most 1000 repetitions are allowed
            a{1,99999}   ~ 1 ~ at most 1000 repetitions are allowed
            """)
    void aWrongPatternIsRejectedWithItsPlace(String pattern, int offset, String message) {
        assertThatThrownBy(() -> PythonPattern.compile(pattern))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " ~ ", textBlock = """
            x\\2      ~ 1 ~ map_from has no group '2'; it has 1
            \\g<n>    ~ 0 ~ map_from has no group 'n'; it has 1
            \\g<>     ~ 0 ~ map_from has no group ''; it has 1
            \\g<1     ~ 0 ~ unknown escape: write \\1 or \\g<1> for a group, \\\\ for a backslash
            \\q       ~ 0 ~ unknown escape: write \\1 or \\g<1> for a group, \\\\ for a backslash
            a\\       ~ 1 ~ unknown escape: write \\1 or \\g<1> for a group, \\\\ for a backslash
            \\99      ~ 0 ~ map_from has no group '99'; it has 1
            """)
    void aWrongReplacementIsRejectedWithItsPlace(String replacement, int offset, String message)
            throws SyntaxException {
        PythonPattern pattern = PythonPattern.compile("(a)");
        assertThatThrownBy(() -> PythonReplacement.compile(replacement, pattern))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(a+)+$", "(a|aa)+b", "(.*)*(.*)*(.*)*c", "((a?){100}){100}b", "(a?){200}a{200}b", "((a*)*)*b"})
    void aPatternThatTriesAllWaysIsStopped(String pattern) throws SyntaxException {
        long start = System.nanoTime();
        String value = "a".repeat(200) + "!";
        try {
            assertThat(sub(pattern, "x", value)).isEqualTo(value);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("map_from takes too long on '" + value);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void oneOfThemTakesTooLong() {
        assertThatThrownBy(() -> sub("(.*)(.*)(.*)(.*)c", "x", "a".repeat(200)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("map_from takes too long on 'aaa");
    }

    @Test
    void aLongNameIsNotMapped() {
        assertThatThrownBy(() -> sub("a", "b", "a".repeat(256))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " ~ ", textBlock = """
            disk\\.(read|write)\\.bytes ~ disk.\\1.kilobytes ~ disk.read.bytes ~ disk.read.kilobytes
            a                   ~ b                   ~ banana    ~ bbnbnb
            z                   ~ b                   ~ banana    ~ banana
            (?P<who>b)(?P<w_2>a) ~ \\g<w_2>\\g<who>\\g<1>\\g<0> ~ ba ~ abbba
            (a)(x)?             ~ [\\2\\1]            ~ axa       ~ [xa][a]
            (n)a                ~ $1$0\\1             ~ banana    ~ ba$1$0n$1$0n
            (.)\\1              ~ <\\1>               ~ aabbc     ~ <a><b>c
            (.)(?P<x>.)(?P=x)1  ~ \\2                 ~ zaa1      ~ a
            ^b|a$               ~ -                   ~ banana    ~ -anan-
            \\Aba\\Z            ~ -                   ~ ba        ~ -
            [[a]                ~ -                   ~ a[b       ~ --b
            []a]                ~ -                   ~ a]b       ~ --b
            [^]a]               ~ -                   ~ a]b       ~ a]-
            [a&&b]              ~ -                   ~ a&bc      ~ ---c
            [a-c]               ~ -                   ~ abd       ~ --d
            [\\d.-]             ~ x                   ~ 1.-a      ~ xxxa
            a{,2}b              ~ -                   ~ aab       ~ -
            a{2}                ~ -                   ~ aaa       ~ -a
            a{x}                ~ -                   ~ a{x}      ~ -
            a{}                 ~ -                   ~ a{}       ~ -
            (?i)A               ~ -                   ~ aA        ~ --
            (?:a)(?#note)(?=b)  ~ -                   ~ abac      ~ -bac
            (?<=a)b(?!c)        ~ -                   ~ abbabc    ~ a-babc
            \\x61\\142          ~ -                   ~ ab        ~ -
            \\w+                ~ -                   ~ °Cµ       ~ °-
            a                   ~ \\\\\\.             ~ a         ~ \\\\.
            x*                  ~ -                   ~ abxd      ~ -a-b--d-
            """)
    void itSubstitutesAsInPython(String pattern, String replacement, String value, String result)
            throws SyntaxException {
        assertThat(sub(pattern, replacement, value)).isEqualTo(result);
    }

    private static String sub(String pattern, String replacement, String value) throws SyntaxException {
        PythonPattern compiled = PythonPattern.compile(pattern);
        return compiled.replaceAll(value, PythonReplacement.compile(replacement, compiled));
    }
}
