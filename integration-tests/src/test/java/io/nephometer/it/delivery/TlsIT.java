package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.CompletenessCheck;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with TLS that wants client certificates: what does not fit is named once, and flows as soon as it does. */
@Tag("real")
class TlsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private Path tls;
    private int port;
    private LoadGenerator load;

    @BeforeEach
    void start() throws IOException {
        installed = new InstalledAgent(directory);
        tls = lab.certificates();
        int plain = lab.broker();
        lab.stopBroker();
        port = plain + 1;
        lab.brokerSettings("""
                listener %d 127.0.0.1
                cafile %2$s/ca.pem
                certfile %2$s/shown.pem
                keyfile %2$s/shown.key
                require_certificate true
                """.formatted(port, tls));
        load = LoadGenerator.ofManySamples(installed, "mqtts://127.0.0.1:" + port)
                .domains(2)
                .every("500ms");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** The broker's certificate from its next start or reload on. */
    private void shows(String name) {
        copy(name + ".pem", "shown.pem");
        copy(name + ".key", "shown.key");
    }

    private void copy(String from, String to) {
        try {
            Files.copy(tls.resolve(from), tls.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trusts(String authority, String... more) {
        installed.write(
                "io.nephometer.publisher.mqtt.cfg", "ca_file=" + tls.resolve(authority) + "\n" + String.join("", more));
    }

    private String client() {
        return "cert_file=%1$s/client.pem%nkey_file=%1$s/client.key%n".formatted(tls);
    }

    private void fails(String text, Runnable cure) {
        int plain = lab.broker();
        try (DeliveryChecker checker = new DeliveryChecker(plain);
                AgentProcess agent = new AgentProcess(installed)) {
            RouteStatus.await(
                    installed,
                    load.route(),
                    Duration.ofSeconds(30),
                    route -> route.text("state").equals("in trouble")
                            && route.text("trouble").contains(text));
            await().atMost(LIMIT).until(() -> tries() > 2);
            assertThat(agent.logLines().stream().filter(line -> line.contains(text)))
                    .as(agent.log())
                    .hasSize(1);
            assertThat(agent.log()).doesNotContain("\tat ").doesNotContain("Exception");
            cure.run();
            await().atMost(LIMIT).until(() -> checker.documents().size() > 2);
            assertThat(new CompletenessCheck(installed, checker)
                            .after(load, LIMIT)
                            .lostBy())
                    .isEmpty();
        }
    }

    /** How often the broker has seen a connection on its TLS port. */
    private long tries() {
        return lab.brokerLog()
                .lines()
                .filter(line -> line.contains("New connection from") && line.contains("on port " + port))
                .count();
    }

    @Test
    void aCertificateForAnotherHost() {
        shows("wrong");
        trusts("ca.pem", client());
        fails("its certificate is for another.example and not for 127.0.0.1", () -> renewed("server"));
    }

    @Test
    void anExpiredCertificate() {
        shows("expired");
        trusts("ca.pem", client());
        fails("its certificate expired on ", () -> renewed("server"));
    }

    private void renewed(String name) {
        shows(name);
        lab.reloadBroker();
    }

    @Test
    void anUnknownAuthority() {
        shows("server");
        trusts("other-ca.pem", client());
        fails("whose certificate is not in ca_file " + tls.resolve("other-ca.pem"), () -> trusts("ca.pem", client()));
    }

    @Test
    void noClientCertificate() {
        shows("server");
        trusts("ca.pem");
        fails("the broker requires a client certificate", () -> trusts("ca.pem", client()));
    }
}
