package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchCodec;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.Ledger;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.LedgerPage;
import io.nephometer.agent.core.spool.ledger.MessageRange;
import io.nephometer.agent.core.view.LossReason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The recovered state of a spool: the waiting batches and a ledger that is consistent with them. Work that was
 * interrupted by a crash is completed, and files that are not valid batches are quarantined.
 *
 * @param waiting the waiting batches, ordered by message number
 * @param gone the batches that are accounted for but whose files have not been deleted yet
 */
record Recovery(Ledger ledger, List<BatchFile> waiting, List<BatchFile> gone) {

    private static final Logger LOG = System.getLogger("nephometer.spool");

    private static final long LEAP = 1_000_000;

    /**
     * Recovers the state of a spool from its folder.
     *
     * @param route the name of the route, used in log messages
     */
    static Recovery of(String route, SpoolFolder folder, LedgerFile file, Instant now) throws IOException {
        FolderState state = make(route, folder);
        Map<String, Long> files = folder.list();
        Optional<LedgerPage> kept = file.load();
        if (kept.isEmpty() && files.containsKey(LedgerFile.NAME)) {
            setAside(folder, LedgerFile.NAME, "is damaged");
        }
        Recovery recovery =
                new Recovery(kept.map(LedgerPage::ledger).orElseGet(Ledger::new), new ArrayList<>(), new ArrayList<>());
        recovery.sort(folder, files);
        recovery.count(folder, now);
        boolean isClean = file.open(files.containsKey(LedgerFile.CLOSED));
        if (state == FolderState.EXISTED && kept.isEmpty()) {
            recovery.jump(route + ": there is no ledger, so the accounts start over", now);
        } else if (state == FolderState.UNAVAILABLE) {
            recovery.jump(route + ": the message numbers of this run cannot be recorded", now);
        } else if (kept.isPresent() && !isClean) {
            recovery.jump(
                    route + ": the last run did not end cleanly, or the disk cannot be written now, "
                            + "so message numbers may have been used that the ledger does not contain",
                    now);
        }
        return recovery;
    }

    private enum FolderState {
        EXISTED,
        CREATED,
        /** The folder cannot be created at the moment; the writer creates it once the disk accepts data. */
        UNAVAILABLE
    }

    private static FolderState make(String route, SpoolFolder folder) {
        try {
            return folder.make() ? FolderState.CREATED : FolderState.EXISTED;
        } catch (IOException e) {
            LOG.log(Level.WARNING, route + ": the spool's folder cannot be created now: " + e);
            return FolderState.UNAVAILABLE;
        }
    }

    private void sort(SpoolFolder folder, Map<String, Long> files) throws IOException {
        Set<Long> done = new HashSet<>(ledger.gone);
        for (Map.Entry<String, Long> found : files.entrySet()) {
            String name = found.getKey();
            Optional<BatchFile> batch = BatchFile.named(name, found.getValue());
            if (batch.isPresent()) {
                (done.contains(batch.get().first()) ? gone : waiting).add(batch.get());
            } else if (name.endsWith(".part")) {
                remove(folder, name); // it was being written during a crash, so its batch never counted as written
            } else if (name.endsWith(BatchFile.ENDING)) {
                setAside(folder, name, "is not a valid batch");
            }
        }
        waiting.sort(Comparator.comparingLong(BatchFile::first).thenComparing(BatchFile::messages));
    }

    private static void remove(SpoolFolder folder, String name) {
        try {
            folder.delete(name);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the file " + name + " cannot be deleted now: " + e.getMessage());
        }
    }

    /** Reconciles the ledger with the files. */
    private void count(SpoolFolder folder, Instant now) throws IOException {
        long known = ledger.next;
        long end = 1;
        for (BatchFile batch : List.copyOf(waiting)) {
            boolean fits = batch.first() >= end && (batch.first() < known || batch.first() == ledger.next);
            if (!fits && !isSound(folder, batch) || batch.first() < end) {
                waiting.remove(batch);
                setAside(folder, batch.name(), "is not a valid batch");
                continue;
            }
            if (batch.first() > ledger.next) { // the messages in between are missing, with an unknown number of samples
                ledger.lost(LossReason.MISSING, 0, ledger.next, batch.first() - 1, now);
            }
            if (batch.first() >= known) {
                ledger.appended(batch);
            }
            end = batch.next();
        }
        ledger.waits.forEach(range -> compare(range, LossReason.MISSING, now));
        ledger.unsafe.forEach(range -> compare(range, LossReason.MEMORY, now));
        if (difference() > 0) { // possible if ranges overlap
            LossReason reason = ledger.unsafe.isEmpty() ? LossReason.MISSING : LossReason.MEMORY;
            LOG.log(Level.WARNING, "%s waiting samples are lost: %s".formatted(difference(), reason));
            ledger.lost(reason, difference(), 0, 0, now);
        }
        ledger.read -= Math.min(0, difference()); // an old batch was put back and counts as read again
        ledger.unsafe = List.of();
        ledger.losses.replaceAll(loss -> loss.reportedIn() >= ledger.next ? loss.reportedIn(0) : loss);
    }

    /** Returns the number of samples that were read but are unaccounted for. */
    private long difference() {
        return ledger.difference(waiting.stream().mapToLong(BatchFile::samples).sum());
    }

    /** Records the loss of samples in a range if their files are missing. */
    private void compare(MessageRange range, LossReason reason, Instant now) {
        List<BatchFile> here = waiting.stream().filter(range::has).toList();
        long missing = Math.min(
                difference(),
                range.samples() - here.stream().mapToLong(BatchFile::samples).sum());
        long first = range.first();
        long last = range.last();
        for (BatchFile batch : here) {
            first = batch.first() == first ? batch.next() : first;
        }
        for (int i = here.size() - 1; i >= 0; i--) {
            last = here.get(i).next() - 1 == last ? here.get(i).first() - 1 : last;
        }
        if (missing > 0 && first <= last) {
            ledger.lost(reason, missing, first, last, now);
            String why = reason == LossReason.MEMORY ? "were not written" : "are missing";
            LOG.log(
                    Level.WARNING,
                    "%s waiting samples are lost: the files with messages %s to %s %s"
                            .formatted(missing, first, last, why));
        }
    }

    /**
     * Skips the message numbers that may already have been used. Numbering resumes at the current time in milliseconds
     * since 1970, which is higher than the number of messages that any route could have sent. If the next message
     * number is already higher than the current time in milliseconds, the number is increased by a varying amount that
     * exceeds the number of messages a run without a disk can send.
     */
    private void jump(String why, Instant now) {
        long from = ledger.next;
        long millis = now.toEpochMilli();
        ledger.next = millis > from ? millis : from + LEAP + millis % LEAP;
        ledger.lost(LossReason.MISSING, 0, from, ledger.next - 1, now);
        LOG.log(Level.WARNING, "%s; message numbers continue at %s".formatted(why, ledger.next));
    }

    private static boolean isSound(SpoolFolder folder, BatchFile batch) throws IOException {
        try {
            return BatchCodec.decode(ByteBuffer.wrap(folder.read(batch.name())), batch.first())
                            .size()
                    == batch.messages();
        } catch (DamagedBatchException e) {
            return false;
        }
    }

    private static void setAside(SpoolFolder folder, String name, String why) {
        try {
            folder.rename(name, QuarantineFolders.QUARANTINE + "/" + name);
            LOG.log(
                    Level.WARNING,
                    "the file " + name + " " + why + "; it is set aside in " + QuarantineFolders.QUARANTINE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the file " + name + " " + why + "; it cannot be set aside: " + e.getMessage());
        }
    }
}
