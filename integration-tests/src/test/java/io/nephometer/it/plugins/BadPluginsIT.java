package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is copied into {@code deploy/}, and whatever a plugin does: it ends in the documented state, and the cpu
 * meter of the same agent has one sample a second all the while.
 */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadPluginsIT {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f"; // the one of test:///default

    @TempDir
    static Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;
    private Instant collected = Instant.EPOCH; // the garbage, which may cost a tick

    @BeforeAll
    void start() throws IOException {
        installed = new InstalledAgent(directory);
        Files.delete(installed.deploy.resolve("publisher-file.jar"));
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
        subscriber.next("cpu");
    }

    @AfterEach
    void theOtherMetersMissedNothing() {
        Instant next = Instant.now().plus(INTERVAL);
        Instant third = collected.plus(INTERVAL.multipliedBy(4));
        subscriber.next(
                "cpu",
                sample -> sample.timestamp().isAfter(next) && sample.timestamp().isAfter(third));
        SampleTimes.of(subscriber, "cpu", TEST_DOMAIN).since(collected).assertSteady(INTERVAL);
        SampleTimes.of(subscriber, "disk.read.bytes", TEST_DOMAIN)
                .since(collected)
                .assertSteady(INTERVAL);
    }

    @AfterAll
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    private Path built(PluginJarBuilder plugin) {
        return plugin.build(directory);
    }

    /** As a careless operator does it: over what is there, byte by byte. */
    private Path drop(Path jar) {
        return drop(jar, jar.getFileName().toString());
    }

    private Path drop(Path jar, String name) {
        try {
            Path target = installed.deploy.resolve(name);
            try (OutputStream out = Files.newOutputStream(target)) {
                Files.copy(jar, out);
            }
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
            return target;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<JsonNode> deployment(String file) {
        for (JsonNode deployment : installed.status().get("deploy")) {
            if (deployment.get("file").asText().equals(file)) {
                return Optional.of(deployment);
            }
        }
        return Optional.empty();
    }

    private String refused(String file) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> deployment(file)
                                .map(deployment -> deployment.get("refused").asText())
                                .filter(why -> !why.equals("null")),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void isActive(String file) {
        await().atMost(Duration.ofSeconds(60)).until(() -> deployment(file)
                .filter(of -> of.get("state").asText().equals("active"))
                .filter(of -> of.get("refused").isNull())
                .isPresent());
    }

    private Path note(String file) {
        return installed.deploy.resolve(file + ".rejected.txt");
    }

    private void remove(String file) {
        try {
            Files.delete(installed.deploy.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> deployment(file).isEmpty());
        assertThat(note(file)).doesNotExist();
    }

    private void isPolled(String meter) {
        Instant now = Instant.now();
        subscriber.next(meter, sample -> sample.timestamp().isAfter(now));
    }

    @Test
    void aHalfCopiedJarIsRefusedAndTakenWhenItIsWhole() throws IOException {
        byte[] whole = Files.readAllBytes(built(new PluginJarBuilder("half")));
        Path target = installed.deploy.resolve("half.jar");
        Files.write(target, java.util.Arrays.copyOf(whole, whole.length * 6 / 10));
        assertThat(refused("half.jar")).startsWith("it is not a complete jar");
        assertThat(note("half.jar")).content().contains("it is not a complete jar");
        Files.write(
                target,
                java.util.Arrays.copyOfRange(whole, whole.length * 6 / 10, whole.length),
                StandardOpenOption.APPEND);
        isPolled("host.half");
        isActive("half.jar");
        remove("half.jar");
    }

    @Test
    void garbageOverARunningJarDisturbsNothing() throws IOException {
        Path good = built(new PluginJarBuilder("good"));
        drop(good);
        isPolled("host.good");
        Files.writeString(installed.deploy.resolve("good.jar"), "this is no jar\n");
        assertThat(refused("good.jar")).startsWith("it is not a complete jar");
        isPolled("host.good");
        assertThat(note("good.jar")).content().contains("com.example.good 1.0.0 keeps running");
        drop(good);
        isActive("good.jar");
        remove("good.jar");
        SampleTimes.of(subscriber.samples("host.good")).assertSteady(INTERVAL);
    }

    @Test
    void aMissingPackageIsNamedAndTheJarIsTakenWhenAnotherBringsIt() {
        drop(built(new PluginJarBuilder("needy").header("Import-Package", "com.example.library;version=\"[2,3)\",*")));
        assertThat(refused("needy.jar")).contains("com.example.library").doesNotContain("Exception");
        drop(built(new PluginJarBuilder("library")
                .header("Export-Package", "com.example.library;version=2.1.0")
                .header("Private-Package", "")));
        isPolled("host.needy");
        remove("needy.jar");
        remove("library.jar");
    }

    @Test
    void whoseLibraryIsDeletedIsRefusedAndStartsAgainWhenItIsBack() {
        Path library = built(exporting("nvml"));
        drop(library);
        drop(built(new PluginJarBuilder("gpu").header("Import-Package", "com.example.nvml,*")));
        isPolled("host.gpu");
        remove("nvml.jar");
        assertThat(refused("gpu.jar")).isEqualTo("it needs the package com.example.nvml, which no bundle exports");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(note("gpu.jar")).content().contains("com.example.nvml"));
        drop(library);
        isPolled("host.gpu");
        isActive("gpu.jar");
        remove("gpu.jar");
        remove("nvml.jar");
    }

    @Test
    void aComponentThatWaitsForItsConfigurationIsNamedInStatus() {
        drop(built(new PluginJarBuilder("unset")
                .code(
                        "COMPONENT",
                        "configurationPolicy = ConfigurationPolicy.REQUIRE, configurationPid = \"unset.pid\"")));
        isActive("unset.jar");
        assertThat(installed.command("status").output())
                .contains("unset.jar: its component com.example.unset.Faulty waits for its configuration, unset.pid");
        remove("unset.jar");
    }

    @Test
    void whatIsMissingAtTheEndOfAChainIsTold() {
        drop(built(new PluginJarBuilder("first").header("Import-Package", "com.example.second,*")));
        drop(built(exporting("second").header("Import-Package", "com.example.third,*")));
        drop(built(exporting("third").header("Import-Package", "com.example.nobody,com.example.first,*")));
        String chain = "it needs the package com.example.second; com.example.second would export it,"
                + " but it needs the package com.example.third; com.example.third would export it,"
                + " but it needs the package com.example.nobody, which no bundle exports";
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(refused("first.jar")).startsWith(chain));
        assertThat(note("first.jar")).content().contains(chain);
        for (String name : new String[] {"first", "nobody"}) {
            drop(built(exporting(name)));
        }
        isActive("second.jar");
        isActive("third.jar");
        for (String file : new String[] {"first.jar", "second.jar", "third.jar", "nobody.jar"}) {
            remove(file);
        }
    }

    private static PluginJarBuilder exporting(String name) {
        return new PluginJarBuilder(name)
                .header("Export-Package", "com.example." + name)
                .header("Private-Package", "");
    }

    @Test
    void anActivatorThatThrowsIsToldByWhatItThrows() {
        drop(built(new PluginJarBuilder("thrower").activator("throw new IllegalStateException(\"no licence\");", "")));
        assertThat(refused("thrower.jar"))
                .isEqualTo("its activator failed: java.lang.IllegalStateException: no licence");
        remove("thrower.jar");
    }

    @Test
    void anUpdateWhoseComponentThrowsLeavesTheOldOneRunning() {
        drop(built(new PluginJarBuilder("worse")));
        isPolled("host.worse");
        drop(built(new PluginJarBuilder("worse").version("2.0.0").code("ACTIVATE", "throw new StackOverflowError();")));
        assertThat(refused("worse.jar")).contains("java.lang.StackOverflowError");
        assertThat(deployment("worse.jar").orElseThrow().get("bundle").asText()).isEqualTo("com.example.worse 1.0.0");
        isPolled("host.worse");
        isPolled("host.worse");
        remove("worse.jar");
        SampleTimes.of(subscriber.samples("host.worse")).assertSteady(INTERVAL);
    }

    @Test
    void whatHangsInItsStartIsLeftBehindAndAGoodJarDoesNotWaitForIt() {
        String hang = "while (true) { try { Thread.sleep(1000000); } catch (InterruptedException e) { } }";
        drop(built(new PluginJarBuilder("hanging").activator(hang, "")));
        drop(built(new PluginJarBuilder("stuck").code("ACTIVATE", hang)));
        drop(built(new PluginJarBuilder("slow").code("METERS", "if (true) " + hang)));
        Instant dropped = Instant.now();
        drop(built(new PluginJarBuilder("quick")));
        assertThat(subscriber.next("host.quick").timestamp())
                .isBefore(dropped.plusSeconds(25)); // one after the other they took thirty
        for (String file : new String[] {"hanging.jar", "stuck.jar", "slow.jar"}) {
            assertThat(refused(file)).contains("within 10 s");
        }
        assertThat(installed.status().get("troubles").toString())
                .contains("com.example.slow.Faulty offer")
                .contains("what it offers");
        drop(built(new PluginJarBuilder("hanging").version("1.0.1")));
        isPolled("host.hanging");
        for (String file : new String[] {"hanging.jar", "stuck.jar", "slow.jar", "quick.jar"}) {
            remove(file);
        }
    }

    @Test
    void whatHangsInItsStopDoesNotKeepItsSuccessor() {
        String hang = "while (true) { try { Thread.sleep(1000000); } catch (InterruptedException e) { } }";
        drop(built(new PluginJarBuilder("clinging").activator("", hang).code("DEACTIVATE", hang)));
        isPolled("host.clinging");
        drop(built(new PluginJarBuilder("clinging")
                .version("2.0.0")
                .code("POLL", "return List.of(Sample.of(METER, turn.host(), 2L, turn.now()));")));
        subscriber.next("host.clinging", sample -> sample.volume() == 2);
        isPolled("host.clinging");
        remove("clinging.jar");
        SampleTimes.of(subscriber.samples("host.clinging")).assertSteady(INTERVAL);
    }

    @Test
    void aPollsterThatThrowsAnyErrorRestsAndRecovers() {
        String[] errors = {
            "Error(\"e\")", "StackOverflowError()", "LinkageError(\"l\")", "NoClassDefFoundError(\"a/B\")"
        };
        for (int i = 0; i < errors.length; i++) {
            String name = "failing" + i;
            drop(built(new PluginJarBuilder(name)
                    .code("FIELDS", "int turns;")
                    .code(
                            "POLL",
                            "if (turns++ < 4) throw new " + errors[i]
                                    + "; return List.of(Sample.of(METER, turn.host(), 1L, turn.now()));")));
        }
        for (int i = 0; i < errors.length; i++) {
            String name = "failing" + i;
            isPolled("host." + name);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> pollster(name).path("state").asText().equals("ok"));
            assertThat(pollster(name).get("failures").asInt()).isEqualTo(4);
            assertThat(pollster(name).get("missed").asInt())
                    .as("2 s after three, 4 s after four")
                    .isGreaterThan(2);
            remove(name + ".jar");
        }
    }

    private JsonNode pollster(String name) {
        for (JsonNode pollster : installed.status().get("pollsters")) {
            if (pollster.get("name").asText().contains(name)) {
                return pollster;
            }
        }
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("failures", 0)
                .put("state", "");
    }

    @Test
    void rubbishAndAMillionSamplesAreCutAndCounted() {
        drop(built(new PluginJarBuilder("flood").code("POLL", """
                List<Sample> all = new ArrayList<>();
                all.add(Sample.of(METER, turn.host(), Double.NaN, turn.now()));
                all.add(Sample.of(METER, turn.host(), 1L, new Moment(java.time.Instant.EPOCH, 0)));
                all.add(null);
                Moment now = turn.now();
                Sample sample = Sample.of(METER, turn.host(), 1L, now);
                for (int i = 0; i < 1_000_000; i++) { all.add(sample); }
                return all;""")));
        isPolled("host.flood");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pollster("flood").path("rejected").asLong() >= 990_003);
        assertThat(pollster("flood").get("samples").asLong() % 10_000).isZero();
        remove("flood.jar");
    }

    @Test
    void aPollsterThatTakesAllMemoryDoesNotEndTheAgentAndRestsLong() {
        drop(built(new PluginJarBuilder("greedy")
                .code("POLL", "List<byte[]> all = new ArrayList<>(); while (true) { all.add(new byte[1 << 22]); }")));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pollster("greedy").path("state").asText().matches("rests (10|9) min.*"));
        remove("greedy.jar");
        collected = Instant.now();
    }

    @Test
    void aPollsterThatHangsMissesItsOwnTurnsOnly() {
        drop(built(new PluginJarBuilder("frozen")
                .code("POLL", "while (true) { try { Thread.sleep(1000000); } catch (InterruptedException e) { } }")));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pollster("frozen").path("failures").asInt() == 1);
        assertThat(pollster("frozen").get("missed").asInt()).isGreaterThan(5);
        drop(built(new PluginJarBuilder("frozen").version("1.0.1")));
        isPolled("host.frozen");
        remove("frozen.jar");
    }

    @Test
    void theSameBundleInASecondFileWaitsUntilTheFirstHasGone() {
        Path jar = built(new PluginJarBuilder("twin"));
        drop(jar);
        isPolled("host.twin");
        drop(jar, "copy.jar");
        assertThat(refused("copy.jar")).contains("as twin.jar is");
        remove("copy.jar");
        isPolled("host.twin");
        drop(jar, "copy.jar");
        refused("copy.jar");
        remove("twin.jar");
        isActive("copy.jar");
        isPolled("host.twin");
        remove("copy.jar");
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        Path bomb = directory.resolve("bomb.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            byte[] zeros = new byte[1 << 20];
            zip.putNextEntry(new ZipEntry("zeros"));
            for (int i = 0; i < 300; i++) {
                zip.write(zeros);
            }
        }
        drop(bomb);
        assertThat(refused("bomb.jar")).isEqualTo("it inflates to more than 100 MiB");
        remove("bomb.jar");
    }

    @Test
    void anEntryThatClimbsOutIsRefused() throws IOException {
        Path jar = directory.resolve("climber.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("a/../../../../etc/cron.d/x"));
            zip.write(1);
        }
        drop(jar);
        assertThat(refused("climber.jar"))
                .contains("a/../../../../etc/cron.d/x")
                .contains("outside");
        remove("climber.jar");
    }

    @Test
    void nothingIsLoadedFromAFolderThatOthersCanWrite() throws IOException {
        Files.setPosixFilePermissions(installed.deploy, PosixFilePermissions.fromString("rwxrwxr-x"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> installed.status().get("troubles").has("the plugins' folder"));
        drop(built(new PluginJarBuilder("planted")));
        assertThat(installed.status().get("troubles").get("the plugins' folder").asText())
                .contains("chmod go-w");
        subscriber.next("cpu");
        subscriber.next("cpu");
        subscriber.next("cpu");
        assertThat(deployment("planted.jar")).isEmpty();
        Files.setPosixFilePermissions(installed.deploy, PosixFilePermissions.fromString("rwxr-xr-x"));
        isPolled("host.planted");
        remove("planted.jar");
    }

    @Test
    void aJarThatOthersCanWriteOrThatBelongsToSomebodyElseIsRefused() throws IOException {
        Path jar = drop(built(new PluginJarBuilder("foreign")));
        isPolled("host.foreign");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(refused("foreign.jar")).contains("chmod go-w");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        isActive("foreign.jar");
        Command.ok("chown", "nobody", jar);
        assertThat(refused("foreign.jar")).contains("belongs to nobody");
        isPolled("host.foreign");
        remove("foreign.jar");
    }

    @Test
    void whateverElseLiesThereIsRefusedOrLeftAlone() throws IOException {
        Files.createDirectory(installed.deploy.resolve("folder.jar"));
        Files.createSymbolicLink(installed.deploy.resolve("nowhere.jar"), Path.of("/nowhere/at/all"));
        Files.createSymbolicLink(installed.deploy.resolve("zero.jar"), Path.of("/dev/zero"));
        Command.ok("mkfifo", installed.deploy.resolve("pipe.jar"));
        Files.writeString(installed.deploy.resolve("empty.jar"), "");
        Files.writeString(installed.deploy.resolve(".hidden.jar"), "x");
        Files.writeString(installed.deploy.resolve("notes.txt"), "x");
        Command.ok("truncate", "-s", "30M", installed.deploy.resolve("large.jar"));
        Files.copy(
                InstalledAgent.bundles().stream()
                        .filter(jar -> jar.toString().contains("agent-core"))
                        .findFirst()
                        .orElseThrow(),
                installed.deploy.resolve("core.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(refused("folder.jar")).contains("not a regular file");
        assertThat(refused("nowhere.jar")).contains("not a regular file");
        assertThat(refused("zero.jar")).contains("not a regular file");
        assertThat(refused("pipe.jar")).contains("not a regular file");
        assertThat(refused("empty.jar")).contains("not a complete jar");
        assertThat(refused("large.jar")).contains("larger than 20 MiB");
        assertThat(refused("core.jar")).contains("a part of the agent itself");
        assertThat(deployment(".hidden.jar")).isEmpty();
        assertThat(deployment("notes.txt")).isEmpty();
        for (String file :
                new String[] {"folder.jar", "nowhere.jar", "zero.jar", "pipe.jar", "empty.jar", "large.jar", "core.jar"
                }) {
            remove(file);
        }
    }

    @Test
    void noSecretInAnExceptionOfAPluginIsLogged() {
        String thrower = "throw new IllegalStateException(\"refused: password=hunter2 hunter3\");";
        drop(built(new PluginJarBuilder("frayed")
                .code("ACTIVATE", "new Thread(() -> { " + thrower + " }, \"frayed\").start();")
                .code("DEACTIVATE", "if (true) " + thrower)));
        isActive("frayed.jar");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(agent.log())
                .contains("frayed ends by java.lang.IllegalStateException"));
        remove("frayed.jar");
        drop(built(new PluginJarBuilder("refusing").code("ACTIVATE", "if (true) " + thrower)));
        assertThat(refused("refusing.jar")).contains("refused: password=***");
        drop(built(new PluginJarBuilder("unwilling").activator("if (true) " + thrower, "")));
        assertThat(refused("unwilling.jar")).contains("refused: password=***");
        assertThat(agent.log()).contains("password=***").doesNotContain("hunter");
    }
}
