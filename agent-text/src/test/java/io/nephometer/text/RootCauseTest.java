package io.nephometer.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RootCauseTest {

    @Test
    void ofANestOfExceptionsItIsTheInnermost() {
        Throwable root = new IllegalStateException("c");
        assertThat(RootCause.of(new RuntimeException("a", new RuntimeException("b", root))))
                .isSameAs(root);
    }

    @Test
    void ofOneWithoutACauseItIsItself() {
        Throwable alone = new IllegalStateException("a");
        assertThat(RootCause.of(alone)).isSameAs(alone);
    }

    @Test
    void ofACircleItIsOneOfThem() {
        Throwable one = new RuntimeException("a");
        Throwable other = new RuntimeException("b", one);
        one.initCause(other);
        assertThat(RootCause.of(one)).isIn(one, other);
    }
}
