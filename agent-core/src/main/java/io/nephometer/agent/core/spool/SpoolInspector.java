package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchCodec;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.Ledger;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.LedgerPage;
import io.nephometer.agent.core.spool.ledger.MessageRange;
import io.nephometer.agent.core.view.SpoolInspection;
import io.nephometer.agent.core.view.SpoolState;
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
 * Inspects the contents of a spool's directory without changing the directory. An agent may be using the spool at the
 * same time.
 */
public final class SpoolInspector {

    private static final int ATTEMPTS = 20;

    /** The waiting batches, oldest first, together with the result of the inspection. */
    private record Found(List<BatchFile> batches, SpoolInspection inspection) {}

    private SpoolInspector() {}

    /**
     * Inspects a spool.
     *
     * @param read whether to read the content of each batch in addition to the file names
     */
    public static SpoolInspection of(SpoolFolder folder, boolean read) {
        Found found = inspect(folder);
        for (int attempts = 1; attempts < ATTEMPTS && found.inspection.state().difference() != 0; attempts++) {
            found = inspect(folder); // the ledger and the files changed between the two readings
        }
        if (read) {
            for (BatchFile batch : found.batches) {
                read(folder, batch, found.inspection.damaged());
            }
        }
        return found.inspection;
    }

    /** Reads the directory and the ledger, starting over if the ledger has changed in the meantime. */
    private static Found inspect(SpoolFolder folder) {
        Map<String, String> damaged = new TreeMap<>();
        List<BatchFile> batches = new ArrayList<>();
        Ledger ledger = new Ledger();
        try {
            Map<String, Long> files = Map.of();
            Optional<LedgerPage> page = new LedgerFile(folder).load();
            for (int attempts = 0; attempts < ATTEMPTS; attempts++) {
                files = folder.list();
                Optional<LedgerPage> after = new LedgerFile(folder).load();
                boolean same = generation(page) == generation(after);
                page = after;
                if (same) {
                    break;
                }
            }
            if (page.isEmpty() && files.containsKey(LedgerFile.NAME)) {
                damaged.put(LedgerFile.NAME, "the content is corrupt");
            }
            ledger = page.map(LedgerPage::ledger).orElse(ledger);
            batches.addAll(batches(files, ledger, damaged));
        } catch (IOException e) {
            damaged.put(".", "cannot be read: " + e.getMessage());
        }
        return new Found(batches, new SpoolInspection(state(ledger, batches), damaged));
    }

    private static long generation(Optional<LedgerPage> page) {
        return page.map(LedgerPage::generation).orElse(0L);
    }

    private static List<BatchFile> batches(Map<String, Long> files, Ledger ledger, Map<String, String> damaged) {
        Set<Long> gone = new HashSet<>(ledger.gone);
        List<BatchFile> batches = new ArrayList<>();
        files.forEach((name, size) -> {
            Optional<BatchFile> batch = BatchFile.named(name, size);
            if (batch.isEmpty() && name.endsWith(BatchFile.ENDING)) {
                damaged.put(name, "the name is not that of a batch");
            }
            batch.filter(found -> !gone.contains(found.first())).ifPresent(batches::add);
        });
        batches.sort(Comparator.comparingLong(BatchFile::first));
        long known = ledger.next;
        batches.stream().filter(batch -> batch.first() >= known).forEach(ledger::appended);
        return batches;
    }

    private static void read(SpoolFolder folder, BatchFile batch, Map<String, String> damaged) {
        try {
            BatchCodec.decode(ByteBuffer.wrap(folder.read(batch.name())), batch.first());
        } catch (NoSuchFileException e) { // the batch was delivered in the meantime
        } catch (IOException e) {
            damaged.put(batch.name(), String.valueOf(e.getMessage()));
        }
    }

    private static SpoolState state(Ledger ledger, List<BatchFile> batches) {
        long onDisk = batches.stream().mapToLong(BatchFile::samples).sum();
        long unsafe = ledger.unsafe.stream().mapToLong(MessageRange::samples).sum();
        long inMemory = Math.max(0, Math.min(unsafe, ledger.difference(onDisk)));
        return new SpoolState(
                batches.size(),
                batches.stream().mapToLong(BatchFile::space).sum(),
                ledger.read,
                ledger.delivered,
                onDisk + inMemory,
                0,
                inMemory,
                new TreeMap<>(ledger.lost),
                ledger.difference(onDisk + inMemory),
                batches.stream().findFirst().map(BatchFile::writtenAt));
    }
}
