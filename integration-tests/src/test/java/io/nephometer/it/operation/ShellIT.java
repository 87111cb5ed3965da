package io.nephometer.it.operation;

import static io.nephometer.it.lab.PseudoTerminal.CTRL_C;
import static io.nephometer.it.lab.PseudoTerminal.CTRL_D;
import static io.nephometer.it.lab.PseudoTerminal.ENTER;
import static io.nephometer.it.lab.PseudoTerminal.PREVIOUS;
import static io.nephometer.it.lab.PseudoTerminal.TAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell, for one command or at a terminal, and who may use it. */
@Tag("real")
class ShellIT {

    private static final int NOBODY = 9; // no broker listens there
    private static final String LISTENS = "0A";
    private static final String RUNS = "pipe-poll"; // how Gogo names the thread of a command
    private static final String PROMPT = "nephometer> ";

    @TempDir
    Path directory;

    private InstalledAgent installed;
    private AgentProcess agent;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        installed.pipeline("1", NOBODY);
        agent = new AgentProcess(installed);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> installed.command("meters").output().contains("cpu_util"));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private PseudoTerminal terminal() {
        return new PseudoTerminal(installed.bin(), "shell", "--data", installed.data);
    }

    @Test
    void onlyTheAgentsUserReachesItAndNobodyFromAnotherHost() throws IOException {
        assertThat(mode(installed.data.resolve("agent.sock"))).isEqualTo("rw-------");
        assertThat(mode(installed.data)).isEqualTo("rwx------");
        Set<String> listening = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Files.readAllLines(Path.of("/proc/" + agent.pid() + "/net/" + table)).stream()
                    .map(row -> row.strip().split("\\s+"))
                    .filter(columns -> columns[3].equals(LISTENS))
                    .forEach(columns -> listening.add("socket:[" + columns[9] + "]"));
        }
        assertThat(open()).isNotEmpty().doesNotContainAnyElementsOf(listening);
    }

    private List<String> open() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + agent.pid() + "/fd"))) {
            return files.map(ShellIT::target).toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) { // closed meanwhile
            return "";
        }
    }

    private void fails(String line, String because) {
        Command command = installed.command("shell", line);
        assertThat(command.output()).isEqualTo(because + "\n");
        assertThat(command.status()).isEqualTo(1);
    }

    @Test
    void whatFailsIsToldOnOneLineAndWithTheExitStatus() throws IOException {
        fails("nonsense", "Command not found: nonsense");
        fails("start pollster.dsk", "there is no bundle pollster.dsk: see lb");
        fails("stop", "which one? see lb");
        fails(
                "install file:/nowhere.jar",
                "file:/nowhere.jar cannot be installed: /nowhere.jar (No such file or directory)");

        Path lacking = bundle("com.example.lacking", "Import-Package", "io.nephometer.api;version=\"[7,8)\"");
        installed.shell("install file:" + lacking);
        fails(
                "start com.example.lacking",
                "com.example.lacking does not start: it needs the package io.nephometer.api [7.0,8.0);"
                        + " io.nephometer.agent.api exports " + versionOfTheApi());
        Path broken = bundle("com.example.broken", "Bundle-Activator", "com.example.Nothing");
        Command command = installed.command("shell", "start file:" + broken);
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.output())
                .startsWith("com.example.broken does not start: ")
                .contains("com.example.Nothing")
                .hasLineCount(1);
    }

    private static String versionOfTheApi() throws IOException {
        Path api = InstalledAgent.bundles().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("agent-api-"))
                .findFirst()
                .orElseThrow();
        try (JarFile jar = new JarFile(api.toFile())) {
            String exports = jar.getManifest().getMainAttributes().getValue("Export-Package");
            Matcher version = Pattern.compile("io\\.nephometer\\.api;.*?version=\"([0-9.]+)\"")
                    .matcher(exports);
            assertThat(version.find()).isTrue();
            return version.group(1);
        }
    }

    private Path bundle(String name, String header, String value) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        Map.of("Manifest-Version", "1.0", "Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, header, value)
                .forEach(headers::putValue);
        Path jar = directory.resolve(name + ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    @Test
    void aPluginIsStoppedStartedUpdatedAndTakenAwayByItsName() {
        installed.shell("stop publisher.mqtt");
        assertThat(installed.shell("lb publisher-mqtt")).contains("|Resolved ");
        installed.shell("start publisher.mqtt");
        installed.shell("update publisher.mqtt");
        assertThat(installed.shell("lb publisher-mqtt")).contains("|Active ");
        installed.shell("uninstall publisher.mqtt");
        assertThat(installed.shell("lb publisher-mqtt")).doesNotContain("publisher-mqtt");
    }

    @Test
    void theHelpFitsAPageAndBeginsWithTheAgentsOwn() {
        assertThat(installed.shell("help").lines())
                .startsWith("the agent")
                .anySatisfy(line -> assertThat(line).startsWith("  spool "))
                .doesNotContainSubsequence("complete")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(installed.shell("help start")).contains("start - starts plugins");
        for (String command : List.of("status", "meters", "poll", "why", "tap", "top", "spool", "audit", "validate")) {
            assertThat(installed.shell("help " + command))
                    .isEqualTo(installed.shell(command + " --help"))
                    .startsWith("usage: " + command);
        }
    }

    @Test
    void theAgentAnswersBeforeItStops() throws Exception {
        assertThat(installed.shell("stop 0")).isEmpty();
        assertThat(agent.exitStatus()).isZero();
    }

    @Test
    void atATerminalWordsAreCompletedAndLinesRemembered() throws Exception {
        try (PseudoTerminal terminal = terminal()) {
            terminal.until(PROMPT);
            terminal.type("stop pollster.d" + TAB).until("pollster.disk");
            terminal.type(ENTER).until(PROMPT);
            assertThat(installed.shell("lb pollster-disk")).contains("|Resolved ");
            terminal.type(" lb -s" + ENTER).until("io.nephometer.agent.core").until(PROMPT);
            terminal.type(PREVIOUS).until("stop pollster.disk");
            terminal.type(CTRL_C).until(PROMPT);
            terminal.type(CTRL_D);
            assertThat(terminal.exitStatus()).isZero();
        }
        Path history = installed.data.resolve("shell.history");
        assertThat(history).hasContent("stop pollster.disk\n");
        assertThat(mode(history)).isEqualTo("rw-------");
        try (PseudoTerminal terminal = terminal()) {
            terminal.until(PROMPT);
            terminal.type(PREVIOUS).until("stop pollster.disk");
        }
    }

    @Test
    void ctrlCEndsTheCommandThenTheLineThenTheShell() throws Exception {
        try (PseudoTerminal terminal = terminal()) {
            terminal.until(PROMPT);
            terminal.type("poll cpu --again 300" + ENTER).until("\n");
            await().until(() -> threads().contains(RUNS));
            terminal.type(CTRL_C).until(PROMPT);
            noCommandIsLeft();
            terminal.type("half a comm").until("half a comm");
            terminal.type(CTRL_C).until(PROMPT);
            terminal.type(CTRL_C).until(PROMPT);
            terminal.type(CTRL_C);
            assertThat(terminal.exitStatus()).isEqualTo(130);
        }
    }

    @Test
    void ctrlCEndsASingleCommandInTheAgentToo() throws Exception {
        try (PseudoTerminal terminal =
                new PseudoTerminal(installed.bin(), "shell", "--data", installed.data, "poll cpu --again 300")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> threads().contains(RUNS));
            terminal.type(CTRL_C);
            assertThat(terminal.exitStatus()).isEqualTo(130);
        }
        noCommandIsLeft();
    }

    private void noCommandIsLeft() {
        await().atMost(Duration.ofSeconds(60)).until(() -> !threads().contains(RUNS));
    }

    private String threads() {
        return Command.run("sh", "-c", "cat /proc/" + agent.pid() + "/task/*/comm")
                .output(); // some end meanwhile
    }
}
