package io.nephometer.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules of the repository and their files. */
final class SourceTree {

    static final Path ROOT = Path.of("..");

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?(io\\.nephometer[.a-z0-9]*)\\.[A-Z*]");

    /** A Java file of a module. */
    record JavaFile(String module, String folder, Path path) {

        String simpleName() {
            return path.getFileName().toString().replace(".java", "");
        }

        String packageName() {
            Path root = ROOT.resolve(module).resolve("src").resolve(folder).resolve("java");
            return root.relativize(path.getParent()).toString().replace('/', '.');
        }

        boolean isMain() {
            return folder.equals("main");
        }

        /** Returns the packages of this project from which it imports. */
        Set<String> imports() {
            return IMPORT.matcher(text(path))
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private SourceTree() {}

    static List<String> modules() {
        return MODULE.matcher(text(ROOT.resolve("pom.xml")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    static List<JavaFile> javaFiles() {
        return modules().stream()
                .flatMap(module -> Stream.of("main", "test").flatMap(folder -> javaFiles(module, folder)))
                .toList();
    }

    private static Stream<JavaFile> javaFiles(String module, String folder) {
        Path root = ROOT.resolve(module).resolve("src").resolve(folder).resolve("java");
        return Files.isDirectory(root)
                ? files(root)
                        .filter(path -> path.toString().endsWith(".java"))
                        .map(path -> new JavaFile(module, folder, path))
                : Stream.empty();
    }

    /** Returns all files below a directory, except what builds and tools leave there. */
    static Stream<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(path -> !path.toString().matches(".*/(target|\\.git|\\.idea|\\.settings)/.*"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
