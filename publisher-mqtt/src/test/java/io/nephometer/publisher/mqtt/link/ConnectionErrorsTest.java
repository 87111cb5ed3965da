package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.publisher.mqtt.tls.HandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionErrorsTest {

    static List<Arguments> causes() {
        return List.of(
                Arguments.of(new ConnectException("Connection refused"), "connection refused"),
                Arguments.of(new UnknownHostException("nowhere"), "unknown host"),
                Arguments.of(new SocketTimeoutException("Connect timed out"), "no answer"),
                Arguments.of(new EOFException(), "the connection was closed at the other end"),
                Arguments.of(new IOException("outer", new SocketException("Connection reset")), "connection reset"),
                Arguments.of(new IOException("outer", new IOException()), "IOException"),
                Arguments.of(new IOException("SSL is off"), "SSL is off"),
                Arguments.of(
                        new IOException("outer", new HandshakeException("in words", new IOException("inner"))),
                        "in words"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: unknown_ca"),
                        "the broker does not trust the issuer of the client certificate in cert_file"),
                Arguments.of(
                        new SSLException("(internal_error) Received fatal alert: internal_error"),
                        "the broker refuses the TLS connection: internal_error"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void theEndOfALinkIsExplainedByItsRootCause(Throwable cause, String words) {
        assertThat(ConnectionErrors.describe(cause)).isEqualTo(words);
    }

    @Test
    void aRefusalNamesWhatToRepair() {
        assertThat(ConnectionErrors.refusal(2, "me")).isEqualTo("the broker does not accept the client id me");
        assertThat(ConnectionErrors.refusal(4, "me")).isEqualTo("the broker does not accept username and password");
        assertThat(ConnectionErrors.refusal(5, "me")).contains("not authorize", "password_file");
        assertThat(ConnectionErrors.refusal(99, "me")).isEqualTo("the broker refuses the connection with code 99");
        assertThat(ConnectionErrors.refusal(137, "me"))
                .isEqualTo("the broker refuses the connection with code 137, of MQTT 5: server busy");
        assertThat(ConnectionErrors.refusal(134, "me")).contains("code 134, of MQTT 5: bad user name", "password_file");
        assertThat(ConnectionErrors.refusal(255, "me")).isEqualTo("the broker refuses the connection with code 255");
    }
}
