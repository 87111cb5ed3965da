package io.nephometer.hypervisor.libvirt.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The QEMU processes on the host that are visible to this process. Each QEMU process has a directory in {@code /proc}.
 */
public final class QemuProcesses {

    private final Path proc;

    /** @param proc the path of {@code /proc} */
    public QemuProcesses(Path proc) {
        this.proc = proc;
    }

    /**
     * Returns the directories of the processes, keyed by the UUID of the domain. UUIDs that are shared by several
     * processes are left out.
     */
    public Map<String, Path> byUuid() throws IOException {
        Map<String, Path> found = new HashMap<>();
        Set<String> twice = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : entries) {
                uuid(process).filter(uuid -> found.put(uuid, process) != null).ifPresent(twice::add);
            }
        }
        found.keySet().removeAll(twice);
        return found;
    }

    /** Returns the UUID from a command line such as {@code qemu-system-x86_64 … -uuid UUID …}. */
    private static Optional<String> uuid(Path process) {
        Iterator<String> words =
                List.of(text(process.resolve("cmdline")).split("\0")).iterator();
        while (words.hasNext()) {
            if (words.next().equals("-uuid") && words.hasNext()) {
                return normalized(words.next());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> normalized(String uuid) {
        try {
            return Optional.of(UUID.fromString(uuid).toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // an option of another program
        }
    }

    /**
     * Returns whether the main thread of a process is stopped, traced, or waiting for a device that does not respond.
     * The main thread of a QEMU process serves the monitor.
     */
    public static boolean isHalted(Path process) {
        String stat = text(process.resolve("stat")); // 42 (any name) S …
        int state = stat.lastIndexOf(')') + 2;
        return state < stat.length() && "TtD".indexOf(stat.charAt(state)) >= 0;
    }

    /** Returns the content of a file, or an empty string if the process has ended. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
