package io.nephometer.it.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.JsonNodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The assembled folder, with a configuration, a deploy folder and a data directory for one test. */
public final class InstalledAgent {

    private static final Path FOLDER = folder();

    private Path home = FOLDER;
    public final Path conf;
    public final Path deploy;
    public final Path data;

    public InstalledAgent(Path directory) {
        conf = copied("conf", directory.resolve("conf"));
        deploy = copied("deploy", directory.resolve("deploy"));
        data = directory.resolve("data");
        write("io.nephometer.hypervisor.libvirt.cfg", "uri=test:///default\n");
    }

    private static Path folder() {
        try (Stream<Path> folders =
                Files.list(Path.of("../distribution/target").toAbsolutePath().normalize())) {
            return folders.filter(path -> path.getFileName().toString().matches("nephometer-[0-9.]+"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no assembled folder in distribution/target/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copied(String name, Path to) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path bin() {
        return home.resolve("bin/nephometer");
    }

    /** Uses a copy of the folder that belongs to another user. */
    public void giveTo(String user, Path directory) {
        home = directory.resolve("home");
        Command.ok("cp", "-r", FOLDER, home);
        Command.ok("chown", "-R", user, directory);
    }

    public static List<Path> bundles() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("bundles"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a plugin as it was assembled. */
    public static Path plugin(String name) {
        return FOLDER.resolve("deploy").resolve(name);
    }

    public void write(String file, String text) {
        try {
            Path part = Files.writeString(conf.resolve(file + ".new"), text);
            Files.move(part, conf.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void hypervisor(String uri) {
        write("io.nephometer.hypervisor.libvirt.cfg", "uri=" + uri + "\n");
    }

    /** Polls every meter, to a broker. */
    public void pipeline(String interval, int port) {
        pipeline(interval, "\"*\"", port);
    }

    public void pipeline(String interval, String meters, int port) {
        write("pipeline.yaml", """
                sources:
                  - name: meter_source
                    interval: %s
                    meters: [%s]
                    sinks: [meter_sink]
                sinks:
                  - name: meter_sink
                    publishers: ["mqtt://127.0.0.1:%d"]
                """.formatted(interval, meters, port));
    }

    /** Runs a command of {@code bin/nephometer} on this data directory. */
    public Command command(String verb, Object... words) {
        return Command.run(Stream.concat(
                        Stream.of(bin(), verb, "--data", data), // which has the agent's socket
                        Stream.of(words))
                .toList());
    }

    /** Runs lines in one session of the shell, and returns the output. */
    public String shellScript(List<String> lines) {
        try {
            Path script = Files.createTempFile("shell", ".txt");
            Files.write(script, lines);
            return Command.ok("sh", "-c", "exec \"$1\" shell --data \"$2\" < \"$3\"", "sh", bin(), data, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the status of the running agent. */
    public JsonNode status() {
        return JsonNodes.parse(ControlRequest.run(data, "status --json"));
    }

    /** Runs a line in the shell of the running agent, which must succeed. */
    public String shell(String line) {
        Command command = command("shell", line);
        if (command.status() != 0) {
            throw new AssertionError(line + " ended with " + command.status() + ": " + command.output());
        }
        return command.output();
    }
}
