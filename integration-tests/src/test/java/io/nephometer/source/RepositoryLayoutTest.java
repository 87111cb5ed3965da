package io.nephometer.source;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.source.SourceTree.JavaFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How the modules, packages and files are arranged. {@code layout-exceptions.txt} has what still breaks a rule; an
 * exception that is not needed any more fails the test, too.
 */
class RepositoryLayoutTest {

    private static final int MOST_LINES = 300;
    private static final int MOST_FILES = 20;

    private static final Pattern CLOCK_READ =
            Pattern.compile("(System\\.(nanoTime|currentTimeMillis)|(Instant|Moment)\\.now|Thread\\.sleep)\\(");

    /** Which modules the main code of each module may import from. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("agent-api", Set.of()),
            Map.entry("agent-text", Set.of()),
            Map.entry("agent-core", Set.of("agent-api", "agent-text")),
            Map.entry("agent-deployer", Set.of("agent-api", "agent-text", "agent-core")),
            Map.entry("agent-shell", Set.of("agent-api", "agent-text", "agent-core")),
            Map.entry("hypervisor-libvirt", Set.of("agent-api")),
            Map.entry("discovery-local", Set.of("agent-api")),
            Map.entry("pollster-instance", Set.of("agent-api")),
            Map.entry("pollster-cpu", Set.of("agent-api")),
            Map.entry("pollster-memory", Set.of("agent-api")),
            Map.entry("pollster-disk", Set.of("agent-api")),
            Map.entry("pollster-net", Set.of("agent-api")),
            Map.entry("transformer-basic", Set.of("agent-api", "agent-text")),
            Map.entry("format-json", Set.of("agent-api")),
            Map.entry("format-ceilometer", Set.of("agent-api", "agent-text", "format-json")),
            Map.entry("publisher-mqtt", Set.of("agent-api", "agent-text")),
            Map.entry("publisher-file", Set.of("agent-api", "agent-text")),
            Map.entry("audit", Set.of("agent-api", "agent-text", "publisher-mqtt")),
            Map.entry("launcher", Set.of("agent-text")),
            Map.entry("distribution", Set.of()),
            Map.entry("integration-tests", Set.of()));

    private final List<JavaFile> files = SourceTree.javaFiles();
    private final List<String> exceptions = SourceTree.text(Path.of("src/test/resources/layout-exceptions.txt"))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    /** Compares what breaks a rule with the exceptions from it. */
    private void check(String rule, Stream<String> offenders) {
        Set<String> listed = exceptions.stream()
                .filter(line -> line.startsWith(rule + " "))
                .map(line -> line.substring(rule.length() + 1))
                .collect(toSet());
        assertThat(offenders.collect(toSet()))
                .as("what breaks the rule \"%s\", compared with layout-exceptions.txt", rule)
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    @Test
    void eachExceptionBelongsToARule() {
        assertThat(exceptions).allSatisfy(line -> assertThat(line)
                .matches("(unique-name|short-file|small-package|no-cycle|package-info|readme|given-clock) \\S.*"));
    }

    @Test
    void simpleNamesAreUniqueInTheRepository() {
        Map<String, List<JavaFile>> byName = files.stream()
                .filter(file -> !file.simpleName().equals("package-info"))
                .collect(groupingBy(JavaFile::simpleName));
        check(
                "unique-name",
                byName.entrySet().stream()
                        .filter(named -> named.getValue().size() > 1)
                        .map(Map.Entry::getKey));
    }

    @Test
    void noFileIsLong() {
        check(
                "short-file",
                files.stream()
                        .filter(file -> SourceTree.text(file.path()).lines().count() > MOST_LINES)
                        .map(JavaFile::simpleName));
    }

    @Test
    void noPackageIsLarge() {
        Map<String, Long> sizes = files.stream()
                .filter(file -> !file.simpleName().equals("package-info"))
                .collect(groupingBy(
                        file -> file.packageName() + " " + file.folder(), TreeMap::new, Collectors.counting()));
        check(
                "small-package",
                sizes.entrySet().stream()
                        .filter(size -> size.getValue() > MOST_FILES)
                        .map(Map.Entry::getKey));
    }

    @Test
    void eachPackageSaysWhatItContains() {
        check(
                "package-info",
                files.stream()
                        .filter(JavaFile::isMain)
                        .filter(file -> !Files.exists(file.path().resolveSibling("package-info.java")))
                        .map(JavaFile::packageName));
    }

    @Test
    void eachModuleHasAReadmeOf10To30Lines() {
        check("readme", SourceTree.modules().stream().filter(module -> {
            Path readme = SourceTree.ROOT.resolve(module).resolve("README.md");
            long lines = Files.exists(readme) ? SourceTree.text(readme).lines().count() : 0;
            return lines < 10 || lines > 30;
        }));
    }

    @Test
    void modulesImportOnlyAsTheArrowsAllow() {
        Map<String, String> owners = files.stream()
                .filter(JavaFile::isMain)
                .collect(toMap(JavaFile::packageName, JavaFile::module, (one, same) -> one));
        Map<String, Set<String>> arrows = files.stream()
                .filter(JavaFile::isMain)
                .collect(groupingBy(
                        JavaFile::module,
                        mapping(
                                file -> file.imports().stream()
                                        .map(owners::get)
                                        .filter(owner -> !file.module().equals(owner))
                                        .collect(toSet()),
                                Collectors.reducing(new HashSet<>(), RepositoryLayoutTest::union))));
        SourceTree.modules().forEach(module -> assertThat(ARROWS.get(module))
                .as("modules from which %s may import", module)
                .isNotNull()
                .containsAll(arrows.getOrDefault(module, Set.of())));
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    /** So that no test has to wait: a clock is passed as {@code System::nanoTime} by what puts the parts together. */
    @Test
    void mainCodeIsGivenItsClock() {
        check(
                "given-clock",
                files.stream()
                        .filter(JavaFile::isMain)
                        .filter(file ->
                                CLOCK_READ.matcher(SourceTree.text(file.path())).find())
                        .map(JavaFile::simpleName));
    }

    @Test
    void noPackagesImportEachOtherInACycle() {
        Map<String, Set<String>> imports = files.stream()
                .filter(JavaFile::isMain)
                .collect(groupingBy(
                        JavaFile::packageName,
                        TreeMap::new,
                        mapping(JavaFile::imports, Collectors.reducing(Set.of(), RepositoryLayoutTest::union))));
        check("no-cycle", imports.keySet().stream().filter(name -> reachable(imports.get(name), name, imports)
                .contains(name)));
    }

    /** Returns the packages that can be reached over imports, other than those from a package to itself. */
    private static Set<String> reachable(Collection<String> from, String start, Map<String, Set<String>> imports) {
        Set<String> seen = new HashSet<>();
        Set<String> next = new HashSet<>(from);
        next.remove(start);
        while (!next.isEmpty()) {
            seen.addAll(next);
            next = next.stream()
                    .flatMap(name -> imports.getOrDefault(name, Set.of()).stream())
                    .filter(name -> !seen.contains(name))
                    .collect(toSet());
        }
        return seen;
    }
}
