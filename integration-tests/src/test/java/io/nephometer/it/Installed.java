package io.nephometer.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The assembled folder, used in place unless it is copied, with a configuration, a deploy folder and data of a test's own. */
final class Installed {

    private static final Path FOLDER = folder();

    private Path home = FOLDER;
    final Path conf;
    final Path deploy;
    final Path data;

    Installed(Path directory) {
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

    Path bin() {
        return home.resolve("bin/nephometer");
    }

    /** Uses a copy of the folder, and gives everything to a user who cannot see ours. */
    void giveTo(String user, Path directory) {
        home = directory.resolve("home");
        Command.ok("cp", "-r", FOLDER, home);
        Command.ok("chown", "-R", user, directory);
    }

    static List<Path> bundles() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("bundles"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it was assembled. */
    static Path plugin(String name) {
        return FOLDER.resolve("deploy").resolve(name);
    }

    void write(String file, String text) {
        try {
            Path part = Files.writeString(conf.resolve(file + ".new"), text);
            Files.move(part, conf.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void hypervisor(String uri) {
        write("io.nephometer.hypervisor.libvirt.cfg", "uri=" + uri + "\n");
    }

    /** One source, every meter, to a broker. */
    void pipeline(String interval, int port) {
        pipeline(interval, "\"*\"", port);
    }

    void pipeline(String interval, String meters, int port) {
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

    /** A command of {@code bin/nephometer} on this data. */
    Command command(String verb, Object... words) {
        return Command.run(Stream.concat(
                        Stream.of(bin(), verb, "--data", data), // where its agent's socket is
                        Stream.of(words))
                .toList());
    }

    /** Lines in one session of the shell; what it prints. */
    String shellScript(List<String> lines) {
        try {
            Path script = Files.createTempFile("shell", ".txt");
            Files.write(script, lines);
            return Command.ok("sh", "-c", "exec \"$1\" shell --data \"$2\" < \"$3\"", "sh", bin(), data, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the agent that runs. */
    JsonNode status() {
        return Subscriber.json(ControlSocket.run(data, "status --json"));
    }

    /** A line in the shell of the agent that runs; it must work. */
    String shell(String line) {
        Command command = command("shell", line);
        if (command.status() != 0) {
            throw new AssertionError(line + " ended with " + command.status() + ": " + command.output());
        }
        return command.output();
    }
}
