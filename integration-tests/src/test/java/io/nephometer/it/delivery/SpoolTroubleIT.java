package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.CompletenessCheck;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, forbidden or damaged: the agent polls on, and counts what it costs. */
@Tag("real")
class SpoolTroubleIT {

    /** A few turns, which are on their way to the disk at any moment. */
    private static final int WRITTEN_SOON = 10_000;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private BreakableProxy proxy;
    private DeliveryChecker checker;
    private LoadGenerator load;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        proxy = new BreakableProxy(port);
        checker = new DeliveryChecker(port);
        load = LoadGenerator.ofManySamples(installed, proxy.port()).domains(20).every("200ms");
    }

    @AfterEach
    void stop() {
        checker.close();
        proxy.close();
        lab.close();
    }

    private Path spool() {
        return installed.data.resolve("spool").resolve(LoadGenerator.ROUTE);
    }

    private RouteStatus route() {
        return RouteStatus.of(installed, LoadGenerator.ROUTE);
    }

    private long turns() {
        return installed.status().get("tasks").get(0).get("turns").asLong();
    }

    private void pollsOn(int count) {
        long before = turns();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> turns() >= before + count);
    }

    private void flows(int documents) {
        int target = checker.documents().size() + documents;
        await().atMost(LIMIT).until(() -> checker.documents().size() >= target);
    }

    /** From now on; a turn of the host alone has few samples. */
    private void flowsOfInstances() {
        int before = checker.documents().size();
        await().atMost(LIMIT)
                .until(() -> checker.documents().stream().skip(before).anyMatch(turn -> turn.samples() > 100));
    }

    private RouteStatus waiting(long bytes) {
        return RouteStatus.await(installed, LIMIT, route -> route.number("waiting_bytes") > bytes);
    }

    private static void onlyThisIsLost(RouteStatus route, String... reasons) {
        assertThat(route.lostBy().keySet()).isSubsetOf(reasons);
    }

    @Test
    void whenTheDiskIsFullTheOldestGoesAndPollingGoesOnAndSpaceHealsIt() {
        proxy.gate(BreakableProxy.Gate.SHUT);
        try (SmallFileSystem disk = new SmallFileSystem(installed.data);
                AgentProcess agent = new AgentProcess(installed)) {
            waiting(3 << 20);
            disk.fill();
            RouteStatus.await(
                    installed,
                    LIMIT,
                    route -> route.number("in_memory") > 0 || route.lostBy().containsKey("disk"));
            pollsOn(20);
            assertThat(route().balances()).as("accounts of %s", route().json()).isTrue();
            disk.free();
            RouteStatus.await(
                    installed,
                    SOON,
                    route -> route.number("in_memory") < WRITTEN_SOON
                            && !route.text("trouble").contains("space"));
            proxy.gate(BreakableProxy.Gate.OPEN);
            RouteStatus healed = new CompletenessCheck(installed, checker).after(load, LIMIT);
            onlyThisIsLost(healed, "disk", "memory");
            assertThat(healed.text("state")).isEqualTo("ok");
            assertThat(agent.log()).doesNotContain("\tat ");
        }
    }

    @Test
    void whenTheDiskIsFullABrokerThatTakesEverythingGetsEverything() {
        try (SmallFileSystem disk = new SmallFileSystem(installed.data);
                AgentProcess agent = new AgentProcess(installed)) {
            flows(5);
            disk.fill();
            pollsOn(20);
            disk.free();
            assertThat(new CompletenessCheck(installed, checker)
                            .after(load, LIMIT)
                            .lostBy())
                    .isEmpty();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void aDiskThatIsFullAtTheStartDoesNotKeepItFromPolling() {
        try (SmallFileSystem disk = new SmallFileSystem(installed.data)) {
            try (AgentProcess first = new AgentProcess(installed)) {
                flows(5);
                assertThat(first.isAlive()).isTrue();
            }
            disk.fill();
            try (AgentProcess agent = new AgentProcess(installed)) {
                flowsOfInstances();
                pollsOn(20);
                disk.free();
                onlyThisIsLost(new CompletenessCheck(installed, checker).after(load, LIMIT), "memory");
                assertThat(agent.isAlive()).isTrue();
            }
        }
    }

    @Test
    void aNewDataDirectoryThatIsFullDoesNotKeepItFromPolling() {
        try (SmallFileSystem disk = new SmallFileSystem(installed.data)) {
            disk.fill();
            try (AgentProcess agent = new AgentProcess(installed)) {
                flowsOfInstances();
                assertThat(agent.isAlive()).isTrue();
            }
        }
    }

    @Test
    void damagedBatchesAreSetAsideAndCountedAndTheOthersArrive() throws Exception {
        proxy.gate(BreakableProxy.Gate.SHUT);
        try (AgentProcess agent = new AgentProcess(installed)) {
            waiting(2 << 20);
            assertThat(agent.isAlive()).isTrue();
        }
        List<Path> batches = batches();
        Path flipped = batches.get(1);
        Path cut = batches.get(batches.size() / 2);
        Path zeroed = batches.get(batches.size() - 1);
        damage(flipped, bytes -> bytes[bytes.length / 3] ^= 0x10);
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), (int) Files.size(cut) - 100));
        damage(zeroed, bytes -> Arrays.fill(bytes, 8192, 12288, (byte) 0));
        Files.writeString(spool().resolve("another note"), "rubbish");
        Files.writeString(spool().resolve("rubbish.batch"), "rubbish");
        long lost = Stream.of(flipped, cut, zeroed)
                .mapToLong(SpoolTroubleIT::samples)
                .sum();

        proxy.gate(BreakableProxy.Gate.OPEN);
        try (AgentProcess agent = new AgentProcess(installed)) {
            flows(20);
            RouteStatus route = new CompletenessCheck(installed, checker).after(load, LIMIT);
            assertThat(route.lostBy()).isEqualTo(Map.of("damaged", lost));
            assertThat(agent.log()).doesNotContain("\tat ");
        }
        for (Path file : List.of(flipped, cut, zeroed, spool().resolve("rubbish.batch"))) {
            assertThat(spool().resolve("quarantine").resolve(file.getFileName()))
                    .exists();
        }
        assertThat(spool().resolve("another note")).exists();
    }

    private List<Path> batches() throws IOException {
        try (Stream<Path> files = Files.list(spool())) {
            return files.filter(file -> file.toString().endsWith(".batch"))
                    .sorted()
                    .toList();
        }
    }

    private static long samples(Path batch) {
        return Long.parseLong(batch.getFileName().toString().split("-")[2]);
    }

    private interface Harm {
        void to(byte[] bytes);
    }

    private static void damage(Path file, Harm harm) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        harm.to(bytes);
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    @Test
    void aSpoolThatMayNotBeWrittenForAWhileHealsByItself() {
        try (AgentProcess agent = new AgentProcess(installed)) {
            flows(5);
            proxy.gate(BreakableProxy.Gate.SHUT);
            proxy.cut();
            waiting(100_000);
            SmallFileSystem.makeReadOnly(spool(), directory.resolve("elsewhere"));
            try {
                RouteStatus.await(installed, LIMIT, route -> route.number("in_memory") > 0);
                pollsOn(10);
                assertThat(route().balances())
                        .as("accounts of %s", route().json())
                        .isTrue();
            } finally {
                Command.ok("umount", "--lazy", spool());
            }
            RouteStatus.await(installed, SOON, route -> route.number("in_memory") < WRITTEN_SOON);
            proxy.gate(BreakableProxy.Gate.OPEN);
            onlyThisIsLost(
                    new CompletenessCheck(installed, checker).after(load, LIMIT), "memory"); // if that takes long
            assertThat(agent.log()).doesNotContain("\tat ");
        }
    }
}
