package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class ClientOutputTest {

    private final AtomicBoolean answered = new AtomicBoolean();
    private final OutputStream out = new ClientOutput(
            new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new SSLException("Connection or outbound has closed");
                }
            },
            () -> {},
            answered);

    @Test
    void aWriterDoesNotLearnOfTheEndOfTlsBeforeTheReaderLearnsWhy() {
        assertThatCode(() -> out.write(new byte[] {1, 2})).doesNotThrowAnyException();
    }

    @Test
    void aWriterLearnsOfTheEndOfTlsOnceTheBrokerHasAnswered() {
        answered.set(true);
        assertThatThrownBy(() -> out.write(1)).hasMessageContaining("outbound has closed");
    }
}
