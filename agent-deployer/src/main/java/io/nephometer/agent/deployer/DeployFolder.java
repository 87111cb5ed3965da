package io.nephometer.agent.deployer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Scans {@code deploy/} for complete jars. A file that changed between two scans is not reported because it may still
 * be incomplete.
 */
final class DeployFolder {

    /**
     * The result of scanning the folder.
     *
     * @param jars the fingerprints of the jars that were unchanged between the last two scans, keyed by file name
     * @param removed the names of the expected files that were missing in both of the last two scans
     */
    record Scan(SortedMap<String, FileFingerprint> jars, SortedSet<String> removed) {}

    private final Path path;
    private Map<String, FileFingerprint> before = Map.of();
    private SortedSet<String> missingBefore = new TreeSet<>();

    DeployFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * Scans the folder.
     *
     * @param expected the names of the deployed files
     */
    Scan scan(Iterable<String> expected) throws IOException {
        Map<String, FileFingerprint> now = list();
        SortedMap<String, FileFingerprint> unchanged = new TreeMap<>();
        for (Entry<String, FileFingerprint> file : now.entrySet()) {
            if (file.getValue().equals(before.get(file.getKey()))) {
                unchanged.put(file.getKey(), file.getValue());
            }
        }
        SortedSet<String> missing = new TreeSet<>();
        expected.forEach(name -> {
            if (!now.containsKey(name)) {
                missing.add(name);
            }
        });
        SortedSet<String> removed = new TreeSet<>(missing);
        removed.retainAll(missingBefore);
        before = now;
        missingBefore = missing;
        return new Scan(unchanged, removed);
    }

    /** Performs the first scan, which serves as the baseline for the next scan. */
    void begin() throws IOException {
        before = list();
    }

    /**
     * Returns whether a file name is valid for a plugin. A valid name ends with {@code .jar} and does not begin with a
     * dot. Some copy programs use names that begin with a dot for temporary files.
     */
    static boolean isPluginName(String name) {
        return name.endsWith(".jar") && !name.startsWith(".");
    }

    private Map<String, FileFingerprint> list() throws IOException {
        if (!Files.isDirectory(path)) { // otherwise opening a pipe would hang
            throw new NotDirectoryException(path.toString());
        }
        Map<String, FileFingerprint> files = new HashMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(
                path, jar -> isPluginName(jar.getFileName().toString()))) {
            for (Path jar : jars) {
                files.put(jar.getFileName().toString(), FileFingerprint.of(jar));
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
