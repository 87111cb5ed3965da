package io.nephometer.agent.shell.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.shell.CommandOutput;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlSocketTest {

    @TempDir
    Path data;

    private final CommandProcessorImpl gogo = new CommandProcessorImpl();
    private final Verbs verbs = new Verbs();
    private ControlSocket socket;

    /** Simple commands that stand in for the agent's own. */
    public static final class Verbs {
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile Thread streaming;

        public void say(CommandSession session, String word) {
            CommandOutput.of(session).println(word);
        }

        public void fail() {
            throw new IllegalArgumentException("it cannot be done");
        }

        public void break_() {
            throw new AssertionError("a bug");
        }

        public void tap(CommandSession session) throws InterruptedException {
            streaming = Thread.currentThread();
            session.getConsole().println("begun");
            new CountDownLatch(1).await();
        }

        public void flood(CommandSession session) {
            streaming = Thread.currentThread();
            while (!session.getConsole().checkError()) {
                session.getConsole().println("a line of many");
            }
        }

        /** Keeps running when it is interrupted and when its client has disconnected. */
        public void deaf(CommandSession session) {
            streaming = Thread.currentThread();
            session.getConsole().println("begun");
            boolean waiting = true;
            while (waiting) {
                try {
                    released.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    session.getConsole().println("no");
                }
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        gogo.addCommand("meter", verbs);
        socket = new ControlSocket(gogo, data, CompletableFuture.completedFuture(null), Duration.ofMillis(20));
    }

    @AfterEach
    void close() throws Exception {
        verbs.released.countDown();
        socket.close();
    }

    private Client connect() throws IOException {
        return new Client(SocketChannel.open(UnixDomainSocketAddress.of(data.resolve("agent.sock"))));
    }

    private record Client(SocketChannel channel) implements AutoCloseable {

        Client send(String text) throws IOException {
            channel.write(UTF_8.encode(text));
            return this;
        }

        /** Returns the received text as soon as it ends with the given text. */
        String until(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (text.indexOf(end) < 0 && channel.read(one.clear()) > 0) {
                text.append((char) one.get(0));
            }
            return text.toString();
        }

        String ask(String line) throws IOException {
            String output = send(line + "\n").until("\0");
            return output + until("\n").strip();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void onlyItsOwnerMayUseIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("agent.sock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aSocketThatIsDeletedIsMadeAgainAndItsClientsStay() throws IOException {
        try (Client before = connect()) {
            before.ask("x = 5");
            Files.delete(data.resolve("agent.sock"));
            await().ignoreExceptions().untilAsserted(this::onlyItsOwnerMayUseIt);
            try (Client after = connect()) {
                assertThat(after.ask("say yes")).isEqualTo("yes\n\0000");
            }
            assertThat(before.ask("say $x")).isEqualTo("5\n\0000");
        }
    }

    @Test
    void aSocketThatAnotherFileHasReplacedIsMadeAgain() throws IOException {
        Path other = Files.createFile(data.resolve("other"));
        Files.move(other, data.resolve("agent.sock"), StandardCopyOption.REPLACE_EXISTING);
        await().until(() -> !Files.isRegularFile(data.resolve("agent.sock")));
        await().ignoreExceptions().untilAsserted(() -> {
            try (Client client = connect()) {
                assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
            }
        });
    }

    @Test
    void whatFailsIsToldOnOneLine() throws IOException {
        try (Client client = connect()) {
            assertThat(client.ask("fail")).isEqualTo("it cannot be done\n\0001");
            assertThat(client.ask("break_")).isEqualTo("java.lang.AssertionError: a bug\n\0001");
            assertThat(client.ask("nothing")).isEqualTo("Command not found: nothing\n\0001");
            assertThat(client.ask("say (")).endsWith("\0001").hasLineCount(2);
            assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
        }
    }

    @Test
    void aLineThatIsNestedTooDeeplyIsAnswered() throws IOException {
        try (Client client = connect()) {
            String tooDeep = "the line cannot be parsed: it is too long or nested too deeply\n\0001";
            assertThat(client.ask("(".repeat(100_000))).isEqualTo(tooDeep);
            assertThat(client.ask("{".repeat(3000) + "}".repeat(3000))).isEqualTo(tooDeep);
            assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
        }
    }

    @Test
    void redirectedOutputIsWrittenToTheFile() throws IOException {
        Path file = data.resolve("said.txt");
        try (Client client = connect()) {
            assertThat(client.ask("say yes > " + file)).isEqualTo("\0000");
            assertThat(file).hasContent("yes");
            assertThat(client.ask("say again")).isEqualTo("again\n\0000");
        }
    }

    @Test
    void aLongUnknownCommandIsShortenedInTheAnswer() throws IOException {
        try (Client client = connect()) {
            assertThat(client.ask("z".repeat(10_000)))
                    .startsWith("Command not found: zzz")
                    .endsWith("zzz...\n\0001")
                    .hasSizeLessThan(200);
        }
    }

    @Test
    void aLineWithoutAnEndIsRefused() throws IOException {
        try (Client client = connect()) {
            String part = "z".repeat(1 << 16);
            for (int i = 0; i < 16; i++) {
                client.send(part);
            }
            assertThat(client.send("z").until("\0001\n")).contains("a line of more than 1048576 characters");
        }
        try (Client client = connect()) {
            assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
        }
    }

    @Test
    void anInterruptEndsTheCommandAndTheSessionGoesOn() throws IOException {
        try (Client client = connect()) {
            client.ask("x = 5");
            assertThat(client.send("tap\n").until("begun\n")).isEqualTo("begun\n");
            Thread streaming = verbs.streaming;
            assertThat(client.send("\u0003\n").until("130\n")).isEqualTo("\000130\n");
            assertThat(client.ask("say $x")).isEqualTo("5\n\0000");
            await().until(() -> !streaming.isAlive());
        }
    }

    @Test
    void anInterruptOfAFloodArrives() throws IOException {
        try (Client client = connect()) {
            client.send("flood\n").until("many\n");
            assertThat(client.send("\u0003\n").until("130\n")).endsWith("\000130\n");
            assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
            await().until(() -> !verbs.streaming.isAlive());
        }
    }

    @Test
    void anInterruptWhileNothingRunsIsForNothing() throws IOException {
        try (Client client = connect()) {
            client.send("\u0003\n\u0003\n");
            assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
            assertThat(client.send("\u0003\n").ask("say again")).isEqualTo("again\n\0000");
        }
    }

    @Test
    void aCommandThatIgnoresTheInterruptHoldsNobodyUpAndIsNotHeardAnyMore() throws IOException {
        try (Client client = connect()) {
            client.send("deaf\n").until("begun\n");
            assertThat(client.send("\u0003\n").until("130\n")).isEqualTo("\000130\n");
            assertThat(client.ask("say yes")).isEqualTo("yes\n\0000");
        }
    }

    @Test
    void aClientThatLeavesEndsItsCommand() throws IOException {
        try (Client client = connect()) {
            client.send("tap\n").until("begun\n");
        }
        await().until(() -> !verbs.streaming.isAlive());
    }

    @Test
    void twoHundredClientsThatComeAndGoLeaveNoThreadBehind() throws IOException {
        for (int i = 0; i < 200; i++) {
            try (Client client = connect()) {
                switch (i % 4) {
                    case 0 -> client.ask("say x");
                    case 1 -> client.send("tap\n").until("begun\n");
                    case 2 -> client.send("flood\n").until("many\n");
                    default -> client.send("say");
                }
            }
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.matches("nephometer-(client|command)|pipe-.*|job controller.*|session-.*")));
    }

    @Test
    void whatStopsTheAgentIsAnsweredBeforeTheDoorCloses() throws Exception {
        gogo.addCommand("meter", new Object() {
            public void halt(CommandSession session) {
                new Thread(ControlSocketTest.this::closeNow).start();
                session.getConsole().println("stopping");
            }
        });
        try (Client client = connect()) {
            assertThat(client.ask("halt")).isEqualTo("stopping\n\0000");
            assertThat(client.until("\0")).isEmpty();
        }
    }

    private void closeNow() {
        try {
            socket.close();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
