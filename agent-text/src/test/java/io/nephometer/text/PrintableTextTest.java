package io.nephometer.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

    private static final String TRICKY = "a\nb\r\tc\u001b[31m\u0000\u202e\u2028\u0085\ud800ö\ud83d\ude00";

    @Test
    void whatCouldMoveTheCursorIsAQuestionMark() {
        assertThat(PrintableText.of(TRICKY)).isEqualTo("a?b??c?[31m?????ö\ud83d\ude00");
    }

    @Test
    void orItIsEscaped() {
        assertThat(PrintableText.escaped(TRICKY, 100))
                .isEqualTo("a\\nb\\r\\tc\\u001b[31m\\u0000\\u202e\\u2028\\u0085\\ud800ö\ud83d\ude00");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(PrintableText.escaped("x".repeat(5), 3)).isEqualTo("xxx…");
        assertThat(PrintableText.escaped("xxx", 3)).isEqualTo("xxx");
    }
}
