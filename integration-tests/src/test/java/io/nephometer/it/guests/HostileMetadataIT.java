package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.delivery.SchemaIT;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tenants write into their domains arrives at a consumer as data, and does nothing else on the way. */
@Tag("real")
class HostileMetadataIT {

    private static final String UUID = "00000000-0000-4000-8000-%012x";
    private static final String LONG = "x".repeat(65_536);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private ServerSocket listener;
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private int port;

    @BeforeEach
    void start() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        installed = new InstalledAgent(directory);
        port = lab.broker();
        subscriber = new SampleConsumer(port);
    }

    @AfterEach
    void stop() throws IOException {
        subscriber.close();
        lab.close();
        listener.close();
    }

    private List<String> texts() {
        return List.of(
                "a+b#c",
                "${jndi:ldap://127.0.0.1:" + listener.getLocalPort() + "/x}",
                "%s%n",
                "{0}{host}",
                "<b>&amp;",
                "../..",
                "$SYS",
                "a\n2026-01-01T00:00:00.000Z ERROR forged  a line",
                "\u009b31m\u007f\u0085",
                "\u202eabc\u2066\u200b",
                LONG);
    }

    @Test
    void hostileTextsArriveAsTheyAreAndDoNothing() throws Exception {
        List<String> texts = texts();
        StringBuilder domains = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            domains.append(domain(i, escaped(texts.get(i))));
        }
        node("", domains.toString());
        installed.pipeline("500ms", port);
        try (AgentProcess agent = new AgentProcess(installed)) {
            for (int i = 0; i < texts.size(); i++) {
                String id = UUID.formatted(i);
                JsonNode metadata = subscriber
                        .next("cpu", sample -> sample.resource().equals(id))
                        .metadata();
                String cut =
                        texts.get(i).substring(0, Math.min(4096, texts.get(i).length()));
                assertThat(metadata.get("display_name").asText()).isEqualTo(cut);
                assertThat(metadata.get("description").asText()).isEqualTo(cut);
                assertThat(metadata.get("instance_type").asText()).isEqualTo(cut);
                assertThat(metadata.has("metadata_cut")).isEqualTo(texts.get(i).equals(LONG));
            }
            subscriber.next("network.incoming.bytes");
            assertThat(subscriber.documents())
                    .allSatisfy(document ->
                            assertThat(SchemaIT.schema().validate(document)).isEmpty());
            isPlain(installed.shell("meter:status"));
            isPlain(installed.shell("meter:resources"));
            isPlain(installed.shell("meter:top --once"));
            isPlain(agent.log());
            assertThat(agent.logLines()).noneMatch(line -> line.contains(" ERROR "));
            assertThat(lab.brokerLog()).doesNotContain("malformed").doesNotContain("protocol error");
        }
        assertNoConnection();
    }

    @Test
    void entitiesAreNeverResolvedWhateverTheDriverMakesOfThem() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "opensesame");
        String types = """
                <!DOCTYPE node [
                  <!ENTITY remote SYSTEM "http://127.0.0.1:%d/x">
                  <!ENTITY file SYSTEM "%s">
                ]>
                """.formatted(listener.getLocalPort(), secret.toUri());
        node(types, domain(1, "&file;&remote;"));
        installed.pipeline("500ms", port);
        try (AgentProcess agent = new AgentProcess(installed)) {
            await().atMost(SampleConsumer.LIMIT)
                    .until(() ->
                            !subscriber.documents().isEmpty() || agent.log().contains("WARN"));
            assertThat(agent.log() + subscriber.documents()).doesNotContain("opensesame");
            assertThat(agent.isAlive()).isTrue();
        }
        assertNoConnection();
    }

    private void assertNoConnection() throws IOException {
        listener.setSoTimeout(1);
        try {
            listener.accept().close();
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new AssertionError("something connected to a tenant's address");
    }

    private static void isPlain(String text) {
        assertThat(text).isNotBlank();
        assertThat(text.codePoints()
                        .filter(character -> character != '\n')
                        .filter(character ->
                                Character.isISOControl(character) || Character.getType(character) == Character.FORMAT))
                .as(text)
                .isEmpty();
    }

    private void node(String types, String domains) throws IOException {
        Path file = Files.writeString(
                directory.resolve("node.xml"),
                types + "<node>" + domains + "<network><name>default</name><bridge name='virbr0'/></network></node>");
        installed.hypervisor("test://" + file);
    }

    private static String domain(int i, String text) {
        return """
                <domain type='test'>
                  <name>instance-%1$d</name><uuid>%2$s</uuid>
                  <description>%3$s</description>
                  <metadata>
                    <nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>
                      <nova:name>%3$s</nova:name><nova:flavor name='%3$s'/>
                    </nova:instance>
                  </metadata>
                  <memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os>
                  <devices>
                    <interface type='network'>
                      <mac address='52:54:00:00:00:%1$02d'/><source network='default'/><target dev='tap+%1$d#'/>
                    </interface>
                  </devices>
                </domain>
                """.formatted(i, UUID.formatted(i), text);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (Character.isLetterOrDigit(character)) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append("&#").append(character).append(';');
            }
        });
        return escaped.toString();
    }
}
