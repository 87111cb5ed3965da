package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    private Installed installed;
    private Proxy proxy;
    private Witness witness;
    private Load load;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        int port = lab.broker();
        proxy = new Proxy(port);
        witness = new Witness(port);
        load = Load.ofManySamples(installed, proxy.port()).domains(20).every("200ms");
    }

    @AfterEach
    void stop() {
        witness.close();
        proxy.close();
        lab.close();
    }

    private Path spool() {
        return installed.data.resolve("spool").resolve(Load.ROUTE);
    }

    private RouteStatus route() {
        return RouteStatus.of(installed, Load.ROUTE);
    }

    private long turns() {
        return installed.status().get("tasks").get(0).get("turns").asLong();
    }

    private void pollsOn(int count) {
        long before = turns();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> turns() >= before + count);
    }

    private void flows(int documents) {
        int target = witness.heard().size() + documents;
        await().atMost(LIMIT).until(() -> witness.heard().size() >= target);
    }

    /** From now on; a turn of the host alone has few samples. */
    private void flowsOfInstances() {
        int before = witness.heard().size();
        await().atMost(LIMIT).until(() -> witness.heard().stream().skip(before).anyMatch(turn -> turn.samples() > 100));
    }

    private RouteStatus waiting(long bytes) {
        return RouteStatus.await(installed, LIMIT, route -> route.number("waiting_bytes") > bytes);
    }

    private static void onlyThisIsLost(RouteStatus route, String... reasons) {
        assertThat(route.lostBy().keySet()).isSubsetOf(reasons);
    }

    @Test
    void whenTheDiskIsFullTheOldestGoesAndPollingGoesOnAndSpaceHealsIt() {
        proxy.gate(Proxy.Gate.SHUT);
        try (Disk disk = new Disk(installed.data);
                Agent agent = new Agent(installed)) {
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
            proxy.gate(Proxy.Gate.OPEN);
            RouteStatus healed = new Proof(installed, witness).after(load, LIMIT);
            onlyThisIsLost(healed, "disk", "memory");
            assertThat(healed.text("state")).isEqualTo("ok");
            assertThat(agent.log()).doesNotContain("\tat ");
        }
    }

    @Test
    void whenTheDiskIsFullABrokerThatTakesEverythingGetsEverything() {
        try (Disk disk = new Disk(installed.data);
                Agent agent = new Agent(installed)) {
            flows(5);
            disk.fill();
            pollsOn(20);
            disk.free();
            assertThat(new Proof(installed, witness).after(load, LIMIT).lostBy())
                    .isEmpty();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void aDiskThatIsFullAtTheStartDoesNotKeepItFromPolling() {
        try (Disk disk = new Disk(installed.data)) {
            try (Agent first = new Agent(installed)) {
                flows(5);
                assertThat(first.isAlive()).isTrue();
            }
            disk.fill();
            try (Agent agent = new Agent(installed)) {
                flowsOfInstances();
                pollsOn(20);
                disk.free();
                onlyThisIsLost(new Proof(installed, witness).after(load, LIMIT), "memory");
                assertThat(agent.isAlive()).isTrue();
            }
        }
    }

    @Test
    void aNewDataDirectoryThatIsFullDoesNotKeepItFromPolling() {
        try (Disk disk = new Disk(installed.data)) {
            disk.fill();
            try (Agent agent = new Agent(installed)) {
                flowsOfInstances();
                assertThat(agent.isAlive()).isTrue();
            }
        }
    }

    @Test
    void damagedBatchesAreSetAsideAndCountedAndTheOthersArrive() throws Exception {
        proxy.gate(Proxy.Gate.SHUT);
        try (Agent agent = new Agent(installed)) {
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
        Files.writeString(spool().resolve("somebody's note"), "rubbish");
        Files.writeString(spool().resolve("rubbish.batch"), "rubbish");
        long lost = Stream.of(flipped, cut, zeroed)
                .mapToLong(SpoolTroubleIT::samples)
                .sum();

        proxy.gate(Proxy.Gate.OPEN);
        try (Agent agent = new Agent(installed)) {
            flows(20);
            RouteStatus route = new Proof(installed, witness).after(load, LIMIT);
            assertThat(route.lostBy()).isEqualTo(Map.of("damaged", lost));
            assertThat(agent.log()).doesNotContain("\tat ");
        }
        for (Path file : List.of(flipped, cut, zeroed, spool().resolve("rubbish.batch"))) {
            assertThat(spool().resolve("quarantine").resolve(file.getFileName()))
                    .exists();
        }
        assertThat(spool().resolve("somebody's note")).exists();
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
        try (Agent agent = new Agent(installed)) {
            flows(5);
            proxy.gate(Proxy.Gate.SHUT);
            proxy.cut();
            waiting(100_000);
            Disk.makeReadOnly(spool(), directory.resolve("elsewhere"));
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
            proxy.gate(Proxy.Gate.OPEN);
            onlyThisIsLost(new Proof(installed, witness).after(load, LIMIT), "memory"); // if that takes long
            assertThat(agent.log()).doesNotContain("\tat ");
        }
    }
}
