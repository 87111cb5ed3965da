package io.nephometer.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void whatTenantsNamedCannotMoveTheCursor() {
        assertThat(new TextTable("NAME").row("a\u001b[2Jb\nc").toString()).isEqualTo("NAME\na?[2Jb?c\n");
    }

    @Test
    void theWidestColumnGivesWayUntilARowFitsAHundredColumns() {
        String text = new TextTable("A", "B").row("x".repeat(120), "short").toString();
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(text).contains("x…  short");
    }

    @Test
    void alignsNumbersToTheRight() {
        assertThat(new TextTable("METER", ">VOLUME")
                        .row("cpu", 7)
                        .row("memory", 1024)
                        .toString())
                .isEqualTo("""
                        METER   VOLUME
                        cpu          7
                        memory    1024
                        """);
    }
}
