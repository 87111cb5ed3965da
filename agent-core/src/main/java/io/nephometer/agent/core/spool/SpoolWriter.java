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
 * Brings a spool's folder up to date with its contents, in rounds: the ledger and the files that it no longer needs, then
 * the batches that have come, synced together. Nothing else writes to the folder, and the lock is held during no I/O.
 */
final class SpoolWriter {

    private static final String PART = "writing.part";
    private static final int MOST_UNSYNCED = 128;

    private final QuarantineWriter aside;
    private final DiskSpace space;
    private final SpoolFolder folder;
    private final LedgerFile file;
    private final SpoolContents contents;
    private final Object lock;
    private final DiskFaults faults;
    private volatile boolean closing;

    /** @param lock that guards the contents; it is notified of changes */
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
                new DiskSpace(HealthKey.route(route).of(Aspect.ROOM), folder, bounds, contents, lock, clock, health);
        this.aside = new QuarantineWriter(folder, contents, lock, faults::failed);
        this.folder = folder;
        this.file = file;
        this.contents = contents;
        this.lock = lock;
    }

    /** Returns what the disk does not take now. */
    DiskFaults faults() {
        return faults;
    }

    /** The next round is the last one: the one under way leaves it what takes long. */
    void finish() {
        closing = true;
    }

    /** Brings the folder up to date, as far as it takes it. */
    void round() {
        guarded(this::update);
    }

    /** Writes the ledger alone: the folder takes no batch now. */
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
        if (last) { // what is written survives the process; to sync it may take longer than there is time
            synchronized (lock) {
                contents.unsaved = true; // the ledger is to know what waits
            }
            write();
        }
        save();
        write(); // in the last round what reports losses, now that the ledger contains it
        if (faults.refuses()
                && faults.saves()) { // what waits in memory is lost if the agent ends now: the ledger has to know
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

    /** If the ledger contains all that was done: the next run continues where this one has ended. */
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
                many = contents.ledger.gone.size() > MOST_UNSYNCED;
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

    /** Writes the ledger, changed or not; false if that fails. */
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
        List<OverflowBuffer.Kept> due;
        synchronized (lock) {
            due = contents.due();
        }
        for (OverflowBuffer.Kept kept : due) {
            if (!write(kept)) {
                return;
            }
        }
    }

    /** False if the folder does not take it. */
    private boolean write(OverflowBuffer.Kept kept) {
        BatchFile batch = kept.batch();
        if (!space.make(batch.space(), this::saveAlways)) {
            faults.refused("no space is left");
            return false;
        }
        synchronized (lock) {
            if (!contents.overflow.has(batch)) {
                return true; // it left meanwhile
            }
            contents.overflow.reached(batch, OverflowBuffer.Stage.TRIED);
        }
        try {
            faults.checkNotAbandoned();
            folder.write(PART, kept.frame());
            faults.checkNotAbandoned();
            folder.rename(PART, batch.name());
            synchronized (lock) {
                contents.overflow.reached(batch, OverflowBuffer.Stage.WRITTEN);
            }
            faults.tookBatch();
            return true;
        } catch (IOException e) {
            faults.refused(e.getMessage());
            return false;
        }
    }

    /** @param all or only until the spool is to be closed: then the last round does the rest */
    private void sync(boolean all) {
        List<OverflowBuffer.Kept> written;
        synchronized (lock) {
            written = contents.overflow.all(true);
        }
        for (OverflowBuffer.Kept kept : written) {
            if (closing && !all) {
                return;
            }
            try {
                folder.sync(kept.batch().name());
            } catch (IOException e) {
                synchronized (lock) { // it is written again
                    contents.overflow.reached(kept.batch(), OverflowBuffer.Stage.TRIED);
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
        } catch (IOException e) { // all the same only a power failure could take them
            faults.failed(e);
        }
        synchronized (lock) {
            written.forEach(kept -> contents.safe(kept.batch()));
        }
    }

    /** Whether a folder that took no batch takes something again, if nothing waits that would show it. */
    private void probe() {
        synchronized (lock) {
            if (!contents.overflow.isEmpty()) {
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
