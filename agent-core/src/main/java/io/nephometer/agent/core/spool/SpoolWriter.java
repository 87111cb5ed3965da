package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes changes in a spool's contents to the spool's folder in a series of rounds. Each round writes the ledger and
 * deletes files that are no longer needed, then writes the new batches and syncs them all at once. No other thread
 * writes to the folder, and the lock is never held during I/O.
 */
final class SpoolWriter {

    private static final String PART = "writing.part";
    private static final int MAX_UNSYNCED_DELETIONS = 128;

    private final QuarantineWriter aside;
    private final SpoolEvictor space;
    private final SpoolFolder folder;
    private final LedgerFile file;
    private final SpoolContents contents;
    private final Object lock;
    private final DiskFaults faults;
    private volatile boolean closing;

    /** @param lock the object that serves as the lock for the contents and is notified of each change */
    SpoolWriter(
            String route,
            SpoolFolder folder,
            LedgerFile file,
            SpoolLimits bounds,
            SpoolContents contents,
            Object lock,
            SpoolClock clock,
            Health health) {
        this.faults = new DiskFaults(HealthKey.route(route).of(Aspect.SPOOL), bounds, contents, lock, clock, health);
        this.space =
                new SpoolEvictor(HealthKey.route(route).of(Aspect.ROOM), folder, bounds, contents, lock, clock, health);
        this.aside = new QuarantineWriter(folder, contents, lock, faults::failed);
        this.folder = folder;
        this.file = file;
        this.contents = contents;
        this.lock = lock;
    }

    /** Returns the current disk faults. */
    DiskFaults faults() {
        return faults;
    }

    /** Makes the next round the last one. A round that is already running skips its time-consuming parts. */
    void finish() {
        closing = true;
    }

    /** Writes as many pending changes to the folder as the disk accepts. */
    void round() {
        guarded(this::update);
    }

    /** Writes only the ledger. This method is used while the folder does not accept batches. */
    void record() {
        guarded(this::save);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            faults.refused(bug.toString());
        }
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void update() {
        aside.setAside();
        aside.reject();
        boolean last = closing;
        if (last) { // written files survive the process; there may be no time to sync them
            synchronized (lock) {
                contents.unsaved = true; // the ledger must list the waiting messages
            }
            write();
        }
        save();
        write(); // in the last round, this writes only loss reports, which the ledger contains now
        if (faults.refuses() && faults.saves()) { // record the samples that are lost if the agent stops now
            save();
        }
        if (last) {
            markAsClosed();
        }
        sync(last);
        if (faults.refuses() && !last) {
            probe();
        }
        faults.roundEnded();
    }

    /**
     * Marks the ledger as complete if all changes are recorded, so that the next run continues where the current run
     * ends.
     */
    private void markAsClosed() {
        synchronized (lock) {
            if (!faults.saves() || contents.unsaved || faults.isAbandoned()) {
                return;
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            faults.failed(e);
        }
    }

    private void save() {
        try {
            boolean many;
            synchronized (lock) {
                many = contents.ledger.gone.size() > MAX_UNSYNCED_DELETIONS;
            }
            if (!faults.saves() || many) {
                syncNames();
            }
            ByteBuffer page;
            List<BatchFile> gone;
            List<Loss> losses;
            long next;
            synchronized (lock) {
                if (!contents.unsaved && contents.toDelete.isEmpty()) {
                    faults.saved();
                    return;
                }
                page = file.page(contents.accounts());
                gone = List.copyOf(contents.toDelete);
                losses = List.copyOf(contents.ledger.losses);
                next = contents.ledger.next;
                contents.unsaved = false;
            }
            faults.checkNotAbandoned();
            file.write(page);
            synchronized (lock) {
                contents.recorded(losses, next);
            }
            for (BatchFile batch : gone) {
                folder.delete(batch.name());
            }
            synchronized (lock) {
                gone.forEach(batch -> contents.toDelete.removeFirst());
            }
            faults.saved();
        } catch (IOException e) {
            faults.failed(e);
        }
    }

    /** Writes the ledger, whether or not it has changed. Returns false if writing fails. */
    private boolean saveAlways() {
        synchronized (lock) {
            contents.unsaved = true;
        }
        save();
        return faults.saves();
    }

    private void syncNames() throws IOException {
        folder.sync();
        synchronized (lock) {
            contents.namesAreSafe();
        }
    }

    private void write() {
        List<UnsyncedBatches.Kept> due;
        synchronized (lock) {
            due = contents.due();
        }
        for (UnsyncedBatches.Kept kept : due) {
            if (!write(kept)) {
                return;
            }
        }
    }

    /** Writes a batch. Returns false if the folder does not accept the batch. */
    private boolean write(UnsyncedBatches.Kept kept) {
        BatchFile batch = kept.batch();
        if (!space.make(batch.space(), this::saveAlways)) {
            faults.refused("no space is left");
            return false;
        }
        synchronized (lock) {
            if (!contents.unsynced.has(batch)) {
                return true; // the batch was dropped in the meantime
            }
            contents.unsynced.reached(batch, UnsyncedBatches.Stage.TRIED);
        }
        try {
            faults.checkNotAbandoned();
            folder.write(PART, kept.frame());
            faults.checkNotAbandoned();
            folder.rename(PART, batch.name());
            synchronized (lock) {
                contents.unsynced.reached(batch, UnsyncedBatches.Stage.WRITTEN);
            }
            faults.tookBatch();
            return true;
        } catch (IOException e) {
            faults.refused(e.getMessage());
            return false;
        }
    }

    /**
     * Syncs the written batches so that they survive a power failure.
     *
     * @param all whether to continue while the spool is being closed rather than leave the remaining batches to the
     *     last round
     */
    private void sync(boolean all) {
        List<UnsyncedBatches.Kept> written;
        synchronized (lock) {
            written = contents.unsynced.all(true);
        }
        for (UnsyncedBatches.Kept kept : written) {
            if (closing && !all) {
                return;
            }
            try {
                folder.sync(kept.batch().name());
            } catch (IOException e) {
                synchronized (lock) { // the batch is written again
                    contents.unsynced.reached(kept.batch(), UnsyncedBatches.Stage.TRIED);
                }
                faults.refused(e.getMessage());
                return;
            }
        }
        if (written.isEmpty() || closing && !all) {
            return;
        }
        try {
            syncNames();
        } catch (IOException e) { // the files survive anything but a power failure
            faults.failed(e);
        }
        synchronized (lock) {
            written.forEach(kept -> contents.safe(kept.batch()));
        }
    }

    /**
     * Checks whether the folder accepts batches again. No check is needed if a batch is waiting to be written, because
     * the next attempt to write the batch serves the same purpose.
     */
    private void probe() {
        synchronized (lock) {
            if (!contents.unsynced.isEmpty()) {
                return;
            }
            contents.unsaved = true;
        }
        save();
        if (faults.saves() && !space.isCrowded()) {
            faults.tookBatch();
        }
    }
}
