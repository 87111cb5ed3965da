package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that runs out of file descriptors for a moment. */
class DescriptorsIT {

    @TempDir
    Path directory;

    @Test
    void theShellReachesItAgainAfterwards() throws IOException {
        InstalledAgent installed = new InstalledAgent(directory);
        try (AgentProcess agent = new AgentProcess(installed)) {
            assertThat(installed.command("status").status()).isZero();
            String before = limit(agent);
            limit(agent, open(agent) + 3 + ":");
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(SocketChannel.open(UnixDomainSocketAddress.of(installed.data.resolve("agent.sock"))));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(agent.log()).contains("takes no clients now: Too many open files"));
            for (SocketChannel client : clients) {
                client.close();
            }
            limit(agent, before + ":");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(installed.command("status").status()).isZero());
            assertThat(agent.log()).contains("agent.sock works again");
        }
    }

    private static int open(AgentProcess agent) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + agent.pid() + "/fd"))) {
            return (int) files.count();
        }
    }

    private static String limit(AgentProcess agent) {
        return Command.ok("prlimit", "--pid", agent.pid(), "--nofile", "--noheadings", "--output", "SOFT");
    }

    private static void limit(AgentProcess agent, String soft) {
        Command.ok("prlimit", "--pid", agent.pid(), "--nofile=" + soft);
    }
}
