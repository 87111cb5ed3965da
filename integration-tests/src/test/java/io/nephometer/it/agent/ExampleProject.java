package io.nephometer.it.agent;

import io.nephometer.it.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of {@code docs/example-pollster}, built with Maven and nothing of ours but the API and its test kit. */
public final class ExampleProject {

    private static final String VERSION = System.getProperty("build.version");
    private static final Path LOCAL = Path.of(System.getProperty("build.repository"));
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Path project;
    private final Path repository;

    public ExampleProject(Path directory) throws IOException {
        project = directory.resolve("example-pollster");
        Command.ok("cp", "-r", ROOT.resolve("docs/example-pollster"), project);
        Command.ok("rm", "-rf", project.resolve("target"));
        repository = Files.createDirectories(directory.resolve("repository"));
        layOthers();
        layOurs();
    }

    /** Links each group but ours, so that missing artifacts are downloaded to the usual place. */
    private void layOthers() throws IOException {
        link(LOCAL, repository, "io");
        link(LOCAL.resolve("io"), Files.createDirectory(repository.resolve("io")), "nephometer");
    }

    private static void link(Path from, Path to, String but) throws IOException {
        try (Stream<Path> groups = Files.list(from)) {
            for (Path group : groups.toList()) {
                String name = group.getFileName().toString();
                if (!name.equals(but)) {
                    Files.createSymbolicLink(to.resolve(name), group);
                }
            }
        }
    }

    /** Copies ours from this build, installed or not. */
    private void layOurs() throws IOException {
        lay("nephometer", ".pom", ROOT.resolve("pom.xml"));
        lay("agent-api", ".pom", ROOT.resolve("agent-api/pom.xml"));
        for (String suffix : List.of(".jar", "-test-kit.jar")) {
            lay("agent-api", suffix, ROOT.resolve("agent-api/target/agent-api-" + VERSION + suffix));
        }
    }

    private void lay(String artifact, String suffix, Path file) throws IOException {
        Path folder = repository.resolve("io/nephometer").resolve(artifact).resolve(VERSION);
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(artifact + "-" + VERSION + suffix));
    }

    /** Builds and tests it; returns its jar. */
    public Path build() {
        return build("package");
    }

    public Path buildUntested() {
        return build("package", "-DskipTests");
    }

    private Path build(String... what) {
        List<Object> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("build.maven"), "bin/mvn"),
                "-B",
                "-q",
                "-f",
                project,
                "-Dmaven.repo.local=" + repository));
        words.addAll(List.of(what));
        Command.ok(words.toArray());
        return project.resolve("target/example-pollster.jar");
    }

    public void edit(String file, String from, String to) throws IOException {
        Path path = project.resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new AssertionError(path + " has no '" + from + "'");
        }
        Files.writeString(path, text.replace(from, to));
    }

    /** Copies a jar into the folder as the documentation describes it. */
    public static void drop(Path jar, Path deploy) throws IOException {
        Files.copy(jar, deploy.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
}
