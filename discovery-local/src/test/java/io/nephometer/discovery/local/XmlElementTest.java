package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlElementTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<domain>",
                "<domain></host>",
                "<a/><b/>",
                "<nova:instance/>",
                "<domain>&nbsp;</domain>",
                "<domain>\u0000</domain>"
            })
    void whatIsNotWellFormedIsRefused(String text) {
        assertThatThrownBy(() -> XmlElement.parse(text)).isInstanceOf(IOException.class);
    }

    @Test
    void theReasonDoesNotQuoteTheTenant() {
        assertThatThrownBy(() -> XmlElement.parse("<domain>\n  <name>web</bobby-tables>"))
                .hasMessage("not well-formed, or with a document type, at line 2");
    }

    @Test
    void aDocumentTypeIsRefused() {
        assertThatThrownBy(() -> XmlElement.parse("<!DOCTYPE domain><domain/>")).isInstanceOf(IOException.class);
    }

    @Test
    void anExternalEntityIsRefusedAndItsFileIsNotRead(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "password");
        String text = "<!DOCTYPE domain [<!ENTITY file SYSTEM '%s'>]><domain>&file;</domain>".formatted(secret.toUri());
        assertThatThrownBy(() -> XmlElement.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE domain SYSTEM '%s'><domain/>",
                "<!DOCTYPE domain [<!ENTITY remote SYSTEM '%s'>]><domain>&remote;</domain>",
                "<!DOCTYPE domain [<!ENTITY %% remote SYSTEM '%s'> %%remote;]><domain/>"
            })
    void anAddressInADocumentTypeIsNotConnectedTo(String text) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(1);
            String address = "http://127.0.0.1:" + listener.getLocalPort() + "/x";
            assertThatThrownBy(() -> XmlElement.parse(text.formatted(address))).isInstanceOf(IOException.class);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void anEntityBombIsRefused() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE d [<!ENTITY e0 'ha'>");
        for (int i = 1; i < 40; i++) {
            bomb.append("<!ENTITY e%d '&e%d;&e%d;'>".formatted(i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> XmlElement.parse(bomb + "]><d>&e39;</d>")).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThatThrownBy(() -> XmlElement.parse("<d>" + "x".repeat(2 << 20) + "</d>"))
                .hasMessage("longer than 1048576 characters");
    }

    @Test
    void whatIsTooDeepIsRefused() {
        assertThatThrownBy(() -> XmlElement.parse("<d>".repeat(100_000) + "</d>".repeat(100_000)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusingPrintsNothing() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> XmlElement.parse("<!DOCTYPE d><d/>")).isInstanceOf(IOException.class);
        } finally {
            System.setErr(before);
        }
        assertThat(printed.size()).isZero();
    }

    @Test
    void whatIsNotThereHasNothing() throws IOException {
        XmlElement nothing = XmlElement.parse("<domain><os/></domain>").at("os", "type", "more");
        assertThat(nothing.exists()).isFalse();
        assertThat(nothing.text()).isEmpty();
        assertThat(nothing.number()).isEmpty();
        assertThat(nothing.attribute("arch")).isEmpty();
        assertThat(nothing.all("any")).isEmpty();
    }

    @Test
    void almostTheLongestTextIsRead() throws IOException {
        assertThat(XmlElement.parse("<d>" + "&amp;<![CDATA[<]]>".repeat(50_000) + "</d>")
                        .text())
                .hasValueSatisfying(text -> assertThat(text).hasSize(100_000));
    }

    @Test
    void textIsWhatStandsDirectlyInAnElementWithoutBlanksAroundIt() throws IOException {
        assertThat(XmlElement.parse("<d>\n  web <!-- one --> 1<b>2</b> </d>").text())
                .contains("web  1");
        assertThat(XmlElement.parse("<d> \n </d>").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "0x10", "1e3", "1000000000000000000000", "١"})
    void anInvalidNumberIsMissing(String text) throws IOException {
        assertThat(XmlElement.parse("<d>" + text + "</d>").number()).isEmpty();
    }

    @Test
    void childrenAreThoseOfTheSameNamespace() throws IOException {
        XmlElement xml = XmlElement.parse("<d xmlns:n='urn:n'><n:a>1</n:a><a>2</a><n:i><a>3</a><n:a>4</n:a></n:i></d>");
        assertThat(xml.at("a").number()).contains(2L);
        assertThat(xml.all("urn:n", "a")).hasSize(1);
        assertThat(xml.all("urn:n", "i").get(0).at("a").number()).contains(4L);
    }
}
