package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class BrokerOutputStreamTest {

    private final AtomicBoolean answered = new AtomicBoolean();
    private IOException end = new SSLException("Connection or outbound has closed");
    private final OutputStream out = new BrokerOutputStream(
            new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw end;
                }
            },
            () -> {},
            answered);

    @Test
    void aWriterDoesNotLearnOfTheEndBeforeTheReaderLearnsWhy() {
        assertThatCode(() -> out.write(new byte[] {1, 2})).doesNotThrowAnyException();
        end = new SocketException("Connection or outbound has closed");
        assertThatCode(() -> out.write(new byte[] {1, 2})).doesNotThrowAnyException();
    }

    @Test
    void aWriterLearnsOfTheEndOnceTheBrokerHasAnswered() {
        answered.set(true);
        assertThatThrownBy(() -> out.write(1)).hasMessageContaining("outbound has closed");
    }
}
