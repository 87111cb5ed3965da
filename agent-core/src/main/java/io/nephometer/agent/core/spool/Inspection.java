package io.nephometer.agent.core.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What lies in a spool's directory, looked at from outside and not changed.
 *
 * @param batches those that wait, the oldest first
 * @param damaged files that are not what was written, and why; those of batches only if they were read
 */
public record Inspection(List<Stored> batches, SpoolState state, Map<String, String> damaged) {

    /** @param read whether every batch is read, or only the names */
    public static Inspection of(Folder folder, boolean read) {
        Map<String, String> damaged = new TreeMap<>();
        Ledger ledger = new Ledger();
        List<Stored> batches = new ArrayList<>();
        try {
            Map<String, Long> files = folder.list();
            Optional<Ledger> kept = new LedgerFile(folder).load();
            if (kept.isEmpty() && files.containsKey(LedgerFile.NAME)) {
                damaged.put(LedgerFile.NAME, "not what was written");
            }
            ledger = kept.orElse(ledger);
            batches.addAll(batches(files, ledger, damaged));
        } catch (IOException e) {
            damaged.put(".", "cannot be read: " + e.getMessage());
        }
        if (read) {
            batches.forEach(batch -> read(folder, batch, damaged));
        }
        return new Inspection(List.copyOf(batches), state(ledger, batches), damaged);
    }

    private static List<Stored> batches(Map<String, Long> files, Ledger ledger, Map<String, String> damaged) {
        Set<Long> gone = new HashSet<>(ledger.gone);
        List<Stored> batches = new ArrayList<>();
        files.forEach((name, size) -> {
            Optional<Stored> batch = Stored.named(name, size);
            if (batch.isEmpty() && name.endsWith(Stored.ENDING)) {
                damaged.put(name, "not the name of a batch");
            }
            batch.filter(found -> !gone.contains(found.first())).ifPresent(batches::add);
        });
        batches.sort(Comparator.comparingLong(Stored::first));
        long known = ledger.next;
        batches.stream().filter(batch -> batch.first() >= known).forEach(ledger::appended);
        return batches;
    }

    private static void read(Folder folder, Stored batch, Map<String, String> damaged) {
        try {
            Frame.decode(ByteBuffer.wrap(folder.read(batch.name())), batch.first());
        } catch (NoSuchFileException e) { // it has been delivered meanwhile
        } catch (IOException e) {
            damaged.put(batch.name(), String.valueOf(e.getMessage()));
        }
    }

    private static SpoolState state(Ledger ledger, List<Stored> batches) {
        long samples = batches.stream().mapToLong(Stored::samples).sum();
        return new SpoolState(
                batches.size(),
                batches.stream().mapToLong(Stored::space).sum(),
                ledger.read,
                ledger.delivered,
                samples,
                0,
                0,
                new TreeMap<>(ledger.lost),
                ledger.difference(samples),
                batches.stream().findFirst().map(Stored::writtenAt));
    }
}
