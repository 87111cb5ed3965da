package io.nephometer.agent.core.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What lies in the folder of the plugins, as far as it holds still: of a file that is being copied, or replaced, nothing
 * is known.
 */
final class DeployFolder {

    /**
     * @param jars that were the same in two looks
     * @param gone that were not there in two looks
     */
    record Look(SortedMap<String, FileFingerprint> jars, SortedSet<String> gone) {}

    private final Path path;
    private Map<String, FileFingerprint> before = Map.of();
    private SortedSet<String> missed = new TreeSet<>();

    DeployFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** @param expected names of files that were there */
    Look look(Iterable<String> expected) throws IOException {
        Map<String, FileFingerprint> now = list();
        SortedMap<String, FileFingerprint> still = new TreeMap<>();
        for (Entry<String, FileFingerprint> file : now.entrySet()) {
            if (file.getValue().equals(before.get(file.getKey()))) {
                still.put(file.getKey(), file.getValue());
            }
        }
        SortedSet<String> missing = new TreeSet<>();
        expected.forEach(name -> {
            if (!now.containsKey(name)) {
                missing.add(name);
            }
        });
        SortedSet<String> gone = new TreeSet<>(missing);
        gone.retainAll(missed);
        before = now;
        missed = missing;
        return new Look(still, gone);
    }

    /** The next look has one to compare with. */
    void begin() throws IOException {
        before = list();
    }

    /** A name that begins with a dot is one of a file that is still being copied. */
    static boolean isLookedAt(String name) {
        return name.endsWith(".jar") && !name.startsWith(".");
    }

    private Map<String, FileFingerprint> list() throws IOException {
        Map<String, FileFingerprint> files = new HashMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(
                path, jar -> isLookedAt(jar.getFileName().toString()))) {
            for (Path jar : jars) {
                files.put(jar.getFileName().toString(), FileFingerprint.of(jar));
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
