package io.nephometer.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.launcher.cli.ClosedOutputException;
import io.nephometer.launcher.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlClientTest {

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private FakeAgent agent;
    private ControlClient client;

    private void connect(String... answers) throws Exception {
        agent = new FakeAgent(data, answers);
        client = ControlClient.connect(data);
    }

    @AfterEach
    void close() throws Exception {
        if (client != null) {
            client.close();
            agent.close();
        }
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whereNoAgentRunsThereIsNoneAndConnectingSaysHowToStartOne() throws Exception {
        assertThat(ControlClient.find(data)).isEmpty();
        assertThatThrownBy(() -> ControlClient.connect(data))
                .hasMessage("no agent runs on %s (start one with: bin/nephometer run)", data)
                .extracting("status")
                .isEqualTo(1);
    }

    @Test
    void aSocketThatAKilledAgentLeftIsNoAgent() throws Exception {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(data.resolve("agent.sock")));
        }
        assertThat(ControlClient.find(data)).isEmpty();
    }

    @Test
    void anAgentThatDoesNotAnswerIsGivenUp() throws Exception {
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(data.resolve("agent.sock")));
            assertThatThrownBy(() -> ControlClient.find(data, Duration.ofMillis(50)))
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith("the agent on %s does not answer within ", data);
        }
    }

    @Test
    void anAgentThatTakesNoMoreClientsIsSaidTo() throws Exception {
        try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            full.bind(UnixDomainSocketAddress.of(data.resolve("agent.sock")));
            Thread closing = new Thread(() -> {
                try {
                    full.accept().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            closing.start();
            assertThatThrownBy(() -> ControlClient.find(data))
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith("the agent on %s takes no more clients now", data);
            closing.join();
        }
    }

    @Test
    void aDataDirectoryThatIsAFileIsSaidToBeOne() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> ControlClient.find(file)).hasMessage("%s is not a data directory", file);
    }

    @Test
    void aPathTooLongForASocketIsSaidToBeTooLong() {
        assertThatThrownBy(() -> ControlClient.find(data.resolve("x".repeat(100))))
                .hasMessageContaining("too long for a unix socket")
                .hasMessageContaining("107 at most");
    }

    @Test
    void anAgentThatEndsBeforeItsCommandDoesIsTold() throws Exception {
        connect("half an ans");
        assertThatThrownBy(() -> client.execute("lb", out))
                .hasMessage("the agent on %s ended before the command did, or its shell was stopped", data);
        assertThat(output()).isEqualTo("half an ans");
    }

    @Test
    void anAgentThatSpeaksSomethingElseIsToldLikeOneThatEnds() throws Exception {
        connect("a\0b\n");
        assertThatThrownBy(() -> client.execute("lb", out)).isInstanceOf(CommandException.class);
    }

    @Test
    void aCommandOfTwoLinesIsNotSent() throws Exception {
        connect(FakeAgent.answer("", 0));
        assertThatThrownBy(() -> client.execute("lb\nstop 0", out)).hasMessage("a command is one line");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void outputThatNobodyReadsAnyMoreEndsTheCommand() throws Exception {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        connect(FakeAgent.answer("text", 0));
        assertThatThrownBy(() -> client.execute("lb", closed)).isInstanceOf(ClosedOutputException.class);
    }

    @Test
    void outputIsCopiedAndTheExitStatusReturned() throws Exception {
        connect(FakeAgent.answer("größe\n€\n", 42));
        assertThat(client.execute("meter:why größe", out)).isEqualTo(42);
        assertThat(output()).isEqualTo("größe\n€\n");
        assertThat(agent.asked()).containsExactly("meter:why größe");
    }

    @Test
    void oneConnectionServesManyCommandsWithOutputsOfAnySize() throws Exception {
        String big = "0123456789abcdef".repeat(100_000);
        connect(FakeAgent.answer("", 0), FakeAgent.answer(big, 1), FakeAgent.answer("c", 0));
        assertThat(client.execute("a", out)).isZero();
        assertThat(output()).isEmpty();
        assertThat(client.execute("b", out)).isEqualTo(1);
        assertThat(output()).isEqualTo(big);
        assertThat(client.execute("c", out)).isZero();
        assertThat(output()).hasSize(big.length() + 1).endsWith("c");
    }
}
