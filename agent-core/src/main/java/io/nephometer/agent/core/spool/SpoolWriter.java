package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.Loss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Brings a spool's folder up to date with its contents, in rounds: the ledger and the files that it no longer needs, then
 * the batches that have come, synced together. Nothing else writes to the folder, and the lock is held during no I/O. Reports once that the folder takes nothing, and once that it does again.
 */
final class SpoolWriter {

    private static final String PART = "writing.part";
    private static final int MOST_UNSYNCED = 128;

    private final HealthKey spool;
    private final QuarantineWriter aside;
    private final DiskSpace space;
    private final SpoolFolder folder;
    private final LedgerFile file;
    private final SpoolLimits bounds;
    private final SpoolContents contents;
    private final Object lock;
    private final SpoolClock clock;
    private final Health health;
    private volatile boolean unsaved; // the ledger or the names: that failed
    private volatile boolean isIll; // and has been reported
    private volatile boolean refuses; // batches
    private volatile boolean closing;
    private volatile boolean isAbandoned;

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
        this.spool = HealthKey.route(route).of(Aspect.SPOOL);
        this.space =
                new DiskSpace(HealthKey.route(route).of(Aspect.ROOM), folder, bounds, contents, lock, clock, health);
        this.aside = new QuarantineWriter(folder, contents, lock, this::failed);
        this.folder = folder;
        this.file = file;
        this.bounds = bounds;
        this.contents = contents;
        this.lock = lock;
        this.clock = clock;
        this.health = health;
    }

    /** Whether the folder takes no batch now. */
    boolean refuses() {
        return refuses;
    }

    /** Whether something has failed that is to be tried again. */
    boolean fails() {
        return refuses || unsaved;
    }

    /** Whether the ledger can be written, as far as is known. */
    boolean saves() {
        return !unsaved;
    }

    /** The next round is the last one: the one under way leaves it what takes long. */
    void finish() {
        closing = true;
    }

    /** Nothing waits for the last round any more: the folder may be in use again. */
    void abandon() {
        isAbandoned = true;
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
            refuse(bug.toString());
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
        if (refuses && !unsaved) { // what waits in memory is lost if the agent ends now: the ledger has to know
            save();
        }
        if (last) {
            markAsClosed();
        }
        sync(last);
        if (refuses && !last) {
            probe();
        }
        if (!refuses && !unsaved && isIll) {
            isIll = false;
            health.recovered(spool);
        }
    }

    /** If the ledger contains all that was done: the next run continues where this one has ended. */
    private void markAsClosed() {
        synchronized (lock) {
            if (unsaved || contents.unsaved || isAbandoned) {
                return;
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void save() {
        try {
            boolean many;
            synchronized (lock) {
                many = contents.ledger.gone.size() > MOST_UNSYNCED;
            }
            if (unsaved || many) {
                syncNames();
            }
            ByteBuffer page;
            List<BatchFile> gone;
            List<Loss> losses;
            long next;
            synchronized (lock) {
                if (!contents.unsaved && contents.toDelete.isEmpty()) {
                    unsaved = false;
                    return;
                }
                page = file.page(contents.accounts());
                gone = List.copyOf(contents.toDelete);
                losses = List.copyOf(contents.ledger.losses);
                next = contents.ledger.next;
                contents.unsaved = false;
            }
            isOurs();
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
            unsaved = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Writes the ledger, changed or not; false if that fails. */
    private boolean saveAlways() {
        synchronized (lock) {
            contents.unsaved = true;
        }
        save();
        return !unsaved;
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
            refuse("no space is left");
            return false;
        }
        synchronized (lock) {
            if (!contents.overflow.has(batch)) {
                return true; // it left meanwhile
            }
            contents.overflow.reached(batch, OverflowBuffer.Stage.TRIED);
        }
        try {
            isOurs();
            folder.write(PART, kept.frame());
            isOurs();
            folder.rename(PART, batch.name());
            synchronized (lock) {
                contents.overflow.reached(batch, OverflowBuffer.Stage.WRITTEN);
            }
            refuses = false;
            return true;
        } catch (IOException e) {
            refuse(e.getMessage());
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
                refuse(e.getMessage());
                return;
            }
        }
        if (written.isEmpty() || closing && !all) {
            return;
        }
        try {
            syncNames();
        } catch (IOException e) { // all the same only a power failure could take them
            failed(e);
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
        refuses = unsaved || space.isCrowded();
    }

    private void refuse(String why) {
        report(why);
        refuses = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.settleAll();
            contents.dropFromMemory(bounds.memory(), clock.now());
        }
    }

    /** @throws IOException if the last round was given up: the next run may have the folder by now */
    private void isOurs() throws IOException {
        if (isAbandoned) {
            throw new IOException("it was given up");
        }
    }

    private void failed(IOException e) {
        report(e.getMessage());
        unsaved = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.withdrawReports(clock.now());
        }
    }

    /** A round does not end. */
    void isStuck(String why) {
        report(why);
        unsaved = true;
    }

    /** The folder takes nothing now. */
    private void report(String why) {
        if (!isIll && !isAbandoned) { // else it is known, and would be reported in other words each time
            isIll = true;
            health.failed(spool, new IOException("the disk takes nothing (" + why + "); samples are kept in memory"));
        }
    }
}
