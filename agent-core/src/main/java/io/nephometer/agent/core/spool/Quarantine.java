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

/** The contents of a folder of quarantined files, which an operator can examine and delete. */
public record Quarantine(Path folder, int files, long bytes) {

    static final String QUARANTINE = "quarantine";
    static final String REJECTED = "rejected";

    /** Returns the folders of a spool that are not empty. */
    public static List<Quarantine> of(Path spool) {
        List<Quarantine> all = new ArrayList<>();
        for (String name : List.of(QUARANTINE, REJECTED)) {
            Quarantine quarantine = in(spool.resolve(name));
            if (quarantine.files > 0) {
                all.add(quarantine);
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
            // nothing was quarantined, or the folder cannot be read
        }
        return new Quarantine(folder, count, bytes);
    }

    /** Returns a line for each folder of these routes. */
    public static String text(Collection<List<Quarantine>> all) {
        return all.stream()
                .flatMap(List::stream)
                .map(quarantine -> "  %s: %s %s set aside, %s bytes%n"
                        .formatted(
                                quarantine.folder,
                                quarantine.files,
                                quarantine.files == 1 ? "file" : "files",
                                quarantine.bytes))
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
