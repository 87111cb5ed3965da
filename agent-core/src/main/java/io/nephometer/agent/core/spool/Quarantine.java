package io.nephometer.agent.core.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What lies in one folder of what a spool has set aside, for an operator to look at and to delete. */
public record Quarantine(Path folder, int files, long bytes) {

    static final String QUARANTINE = "quarantine";
    static final String REJECTED = "rejected";

    /** Folders with nothing in them left out. */
    public static List<Quarantine> of(Path spool) {
        List<Quarantine> all = new ArrayList<>();
        for (String name : List.of(QUARANTINE, REJECTED)) {
            Quarantine aside = in(spool.resolve(name));
            if (aside.files > 0) {
                all.add(aside);
            }
        }
        return all;
    }

    private static Quarantine in(Path folder) {
        int count = 0;
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path file : files) {
                bytes += file.toFile().length();
                count++;
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // nothing was ever set aside, or it cannot be seen
        }
        return new Quarantine(folder, count, bytes);
    }

    /** A line for each, of any number of routes. */
    public static String text(Collection<List<Quarantine>> all) {
        return all.stream()
                .flatMap(List::stream)
                .map(aside -> "  %s: %s %s set aside, %s bytes%n"
                        .formatted(aside.folder, aside.files, aside.files == 1 ? "file" : "files", aside.bytes))
                .collect(Collectors.joining());
    }

    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("folder", folder);
        map.put("files", files);
        map.put("bytes", bytes);
        return map;
    }
}
