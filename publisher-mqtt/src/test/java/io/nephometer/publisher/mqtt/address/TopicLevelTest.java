package io.nephometer.publisher.mqtt.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicLevelTest {

    @Test
    void whatMeansSomethingToABrokerIsEscaped() {
        assertThat(TopicLevel.escape("a/b#c+d$e%f g{h}\n\u0000")).isEqualTo("a%2Fb%23c%2Bd%24e%25f%20g%7Bh%7D%0A%00");
    }

    @Test
    void everythingBeyondAsciiIsEscapedByItsBytes() {
        assertThat(TopicLevel.escape("ä中\uD83D\uDE00")).isEqualTo("%C3%A4%E4%B8%AD%F0%9F%98%80");
    }

    @Test
    void aLevelIsNeverEmpty() {
        assertThat(TopicLevel.escape("")).isEqualTo("_");
    }

    @Test
    void lettersDigitsLowLineDotAndHyphenStay() {
        assertThat(TopicLevel.escape("Node-1_a.Example")).isEqualTo("Node-1_a.Example");
    }
}
