package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.DeliveryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class ExceptionSanitizerTest {

    private static final ExceptionSanitizer AT_URL = new ExceptionSanitizer("mail://u:hunter2@h");

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void whatHasNoSecretsIsShownAsItIs() {
        Throwable plain = new IllegalStateException("a bug", new IOException("no disk"));
        assertThat(trace(AT_URL.of(plain))).isEqualTo(trace(plain));
    }

    @Test
    void aTraceHasNoSecretsWhereverTheyStandInItsCauses() {
        Throwable inner = new IOException("bad login at mail://u:hunter2@h");
        inner.addSuppressed(new IllegalStateException("password=abc123"));
        Throwable shown = AT_URL.of(new IllegalStateException("a bug", inner));
        assertThat(trace(shown))
                .contains(
                        "IllegalStateException: a bug",
                        "IOException: bad login at mail://***@h",
                        "ExceptionSanitizerTest.")
                .doesNotContain("hunter2", "abc123");
    }

    @Test
    void anIoExceptionWithASecretStaysOne() {
        assertThat(AT_URL.of((Throwable) new IOException("hunter2 is wrong")))
                .isInstanceOf(IOException.class)
                .hasMessage("*** is wrong");
        assertThat(AT_URL.of(new IOException("hunter2 is wrong"))).hasMessage("*** is wrong");
    }

    @Test
    void aReasonIsTheMessageWithoutSecrets() {
        assertThat(AT_URL.reason(new IllegalArgumentException("hunter2 is wrong")))
                .isEqualTo("*** is wrong");
    }

    @Test
    void whatADeliveryFailsForSaysTheSameOfItsMessages() {
        DeliveryException shown = AT_URL.of(DeliveryException.permanent("hunter2 is wrong", null));
        assertThat(shown).hasMessage("*** is wrong");
        assertThat(shown.isReached()).isTrue();
        assertThat(shown.isPermanent()).isTrue();
        assertThat(AT_URL.of(DeliveryException.unreachable("hunter2", null)).isReached())
                .isFalse();
    }

    @Test
    void causesThatAreTheirOwnCauseEnd() {
        IllegalStateException outer = new IllegalStateException("password=abc123");
        IllegalStateException inner = new IllegalStateException("inner", outer);
        outer.initCause(inner);
        assertThat(trace(ExceptionSanitizer.PLAIN.of(outer))).doesNotContain("abc123");
    }

    @Test
    void whatIsSuppressedWithoutEndIsNotFollowedForEver() {
        Throwable one = new IllegalStateException("one");
        for (int i = 0; i < 100; i++) {
            Throwable next = new IllegalStateException("next", one);
            next.addSuppressed(one);
            one = next;
        }
        assertThat(trace(ExceptionSanitizer.PLAIN.of(one))).contains("IllegalStateException: next");
    }

    @Test
    void aLongTextOfACauseIsCut() {
        Throwable endless = new IllegalStateException("short", new IOException("x".repeat(1_000_000)));
        assertThat(trace(ExceptionSanitizer.PLAIN.of(endless))).hasSizeLessThan(100_000);
    }

    @Test
    void whatCannotBePrintedTheSecondTimeIsAskedOnceOnly() {
        Throwable moody = new IllegalStateException() {
            private int asked;

            @Override
            public String getMessage() {
                if (asked++ > 0) {
                    throw new IllegalArgumentException("not again");
                }
                return "a bug";
            }

            @Override
            public String toString() {
                return "moody";
            }
        };
        Throwable copy = ExceptionSanitizer.PLAIN.of(moody);
        assertThat(trace(copy)).startsWith("moody").isEqualTo(trace(copy));
        assertThat(ExceptionSanitizer.PLAIN.of(copy)).isSameAs(copy).hasMessage("a bug");
    }

    @Test
    void anIoExceptionWithoutAMessageIsCalledByItsClass() {
        assertThat(ExceptionSanitizer.PLAIN.of((Throwable) new SocketTimeoutException()))
                .isInstanceOf(IOException.class)
                .hasMessage("SocketTimeoutException");
    }

    @Test
    void whatCannotBePrintedIsNamed() {
        Throwable mute = new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new IllegalArgumentException("no message");
            }
        };
        assertThat(ExceptionSanitizer.PLAIN.reason(mute)).endsWith("which cannot be printed");
    }

    @Test
    void whatThrowsAnErrorWhenItIsPrintedIsNamed() {
        Throwable bad = new IllegalStateException() {
            @Override
            public String toString() {
                throw new NoClassDefFoundError("a/B");
            }
        };
        assertThat(ExceptionSanitizer.PLAIN.of(bad)).hasMessageContaining("which cannot be printed");
    }
}
