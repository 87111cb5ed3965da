package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A queue of batches on disk: a file is a batch, its name is its turn. What was appended survives a crash at any point, and
 * all that was read is accounted for. Messages are numbered without a gap, over restarts too. While the disk takes nothing,
 * batches are kept in memory. Any thread may call; those that append wait for the disk.
 */
public final class Spool {

    private final HealthKey room;
    private final Folder folder;
    private final Bounds bounds;
    private final InstantSource clock;
    private final Health health;
    private final Store store;
    private final Ledger ledger;
    private final Lanes lanes = new Lanes();
    private final DrainLimit drain;
    private final Map<Stored, Integer> rejected = new HashMap<>();
    private volatile SpoolState state;

    private Spool(
            String route,
            Folder folder,
            Bounds bounds,
            InstantSource clock,
            Health health,
            Store store,
            Opening opening) {
        this.room = HealthKey.route(route).of(Aspect.ROOM);
        this.folder = folder;
        this.bounds = bounds;
        this.clock = clock;
        this.health = health;
        this.store = store;
        this.ledger = opening.ledger();
        this.drain = new DrainLimit(bounds.drain(), System::nanoTime);
        opening.waiting().forEach(lanes::add);
        lanes.lineUp();
    }

    /**
     * Opens what a directory holds, and makes it if there is nothing.
     *
     * @param route whose it is, for what it says of its health
     * @throws IOException if it cannot be read
     */
    public static Spool open(String route, Folder folder, Bounds bounds, InstantSource clock, Health health)
            throws IOException {
        LedgerFile file = new LedgerFile(folder);
        Opening opening = Opening.of(folder, file, clock.instant());
        Store store = new Store(HealthKey.route(route).of(Aspect.SPOOL), folder, file, opening, health);
        Spool spool = new Spool(route, folder, bounds, clock, health, store, opening);
        synchronized (spool) {
            spool.save();
        }
        return spool;
    }

    /** How it stood after its last change. Waits for nothing. */
    public SpoolState state() {
        return state;
    }

    /** Number of the next message that will be appended. */
    public synchronized long next() {
        return ledger.next;
    }

    /** Returns when the messages, numbered from {@link #next} on, are safe on disk or, if it takes nothing, in memory. */
    public synchronized void append(List<Message> messages) {
        boolean safe = heal();
        for (List<Message> some : Frame.split(messages)) {
            long now = clock.millis();
            ByteBuffer frame = Frame.encode(ledger.next, now, some);
            int samples = some.stream().mapToInt(Message::samples).sum();
            Stored batch = new Stored(ledger.next, some.size(), samples, now, frame.limit());
            safe = safe && write(batch, frame);
            ledger.appended(batch);
            lanes.add(batch);
            if (!safe) {
                store.memory().put(batch, frame);
            }
        }
        if (safe) {
            store.sync();
            changed();
        } else {
            dropFromMemory();
            save();
        }
    }

    /** Counts samples that never became a message. */
    public synchronized void lost(LossReason reason, long samples) {
        ledger.lostUnnumbered(reason, samples, clock.instant());
        save();
    }

    /** Writes what is in memory to the disk, in order; false if some of it is left. */
    private boolean heal() {
        Memory memory = store.memory();
        for (Optional<Memory.Kept> kept = memory.oldest(); kept.isPresent(); kept = memory.oldest()) {
            Stored batch = kept.get().batch();
            if (!write(batch, kept.get().frame())) {
                return false;
            }
            memory.remove(batch);
        }
        return true;
    }

    private boolean write(Stored batch, ByteBuffer frame) {
        if (!makeRoom(batch.space())) {
            store.refuse("no space is left");
            return false;
        }
        return store.write(batch, frame);
    }

    /** Lets the oldest go where there is no room for so many bytes more; false if there is none all the same. */
    private boolean makeRoom(long space) {
        List<Stored> dropped = new ArrayList<>();
        long over = lanes.space() - store.memory().bytes() + space - bounds.bytes();
        long freed = drop(over, LossReason.FULL, dropped);
        boolean crowded = isCrowded(space - freed);
        if (crowded && freed < space) { // not more than it needs: others have filled the disk
            freed += drop(space - freed, LossReason.DISK, dropped);
        }
        if (dropped.isEmpty()) {
            health.recovered(room);
        } else {
            health.failed(
                    room,
                    new IOException(
                            (crowded ? "the disk is full" : "spool_max_bytes is reached") + "; the oldest samples go"));
            leave(dropped);
        }
        return !crowded || freed >= space;
    }

    private boolean isCrowded(long more) {
        return folder.free() - more < bounds.free(folder);
    }

    /** What is freed. */
    private long drop(long bytes, LossReason reason, List<Stored> dropped) {
        long freed = 0;
        while (freed < bytes
                && lanes.oldest().filter(batch -> !store.memory().has(batch)).isPresent()) {
            Stored batch = lanes.oldest().orElseThrow();
            lose(batch, reason);
            dropped.add(batch);
            freed += batch.space();
        }
        return freed;
    }

    private void dropFromMemory() {
        Memory memory = store.memory();
        while (memory.bytes() > bounds.memory()) {
            Optional<Stored> oldest = memory.batches().filter(lanes::waits).findFirst();
            if (oldest.isEmpty()) {
                return;
            }
            lose(oldest.get(), LossReason.MEMORY);
            memory.remove(oldest.get());
        }
    }

    private void lose(Stored batch, LossReason reason) {
        lanes.remove(batch);
        ledger.lost(reason, batch.samples() - rejectedOf(batch), batch.first(), batch.next() - 1, clock.instant());
    }

    private int rejectedOf(Stored batch) {
        Integer samples = rejected.remove(batch);
        return samples == null ? 0 : samples;
    }

    /**
     * Takes the oldest batches to deliver them, within these bounds but at least one: waits for one. Those that waited while
     * nothing could be delivered come no faster than the drain's limit.
     */
    public synchronized List<Stored> take(int mostBatches, long mostBytes) throws InterruptedException {
        List<Stored> taken = lanes.take(mostBatches, mostBytes, drain.allowed(), drain);
        while (taken.isEmpty()) {
            long millis = lanes.hasBacklog() ? Math.max(1, drain.pause().toMillis()) : 0;
            wait(millis);
            taken = lanes.take(mostBatches, mostBytes, drain.allowed(), drain);
        }
        changed();
        return taken;
    }

    /** As {@link #take}, empty if nothing is there now. */
    public synchronized List<Stored> poll(int mostBatches, long mostBytes) {
        List<Stored> taken = lanes.take(mostBatches, mostBytes, drain.allowed(), drain);
        changed();
        return taken;
    }

    /** @throws IOException if the batch cannot be read or is not what was written */
    public List<Message> read(Stored batch) throws IOException {
        Optional<ByteBuffer> frame;
        synchronized (this) {
            frame = store.memory().frame(batch);
        }
        return store.read(batch, frame);
    }

    /** Whether trying again to read a batch cannot help. */
    public static boolean isLost(IOException e) {
        return e instanceof DamagedException || e instanceof NoSuchFileException;
    }

    /** These were taken, and their receiver has them. */
    public synchronized void delivered(List<Stored> batches) {
        if (batches.isEmpty()) {
            return; // a part of one: no account changes, and nothing need be written
        }
        for (Stored batch : batches) {
            lanes.remove(batch);
            ledger.delivered(batch, batch.samples() - rejectedOf(batch));
        }
        leave(batches);
    }

    private void leave(List<Stored> batches) {
        store.discard(batches, clock.instant());
        changed();
    }

    private void save() {
        store.save(clock.instant());
        changed();
    }

    /** A batch that was taken cannot be read: its file, if there is one, is moved away, its samples are lost. */
    public synchronized void setAside(Stored batch, IOException why) {
        boolean missing = why instanceof NoSuchFileException;
        lose(batch, missing ? LossReason.MISSING : LossReason.DAMAGED);
        if (missing) {
            leave(List.of(batch));
        } else {
            store.setAside(batch, clock.instant());
            changed();
        }
    }

    /** A message of a batch that was taken is refused for good: it is kept aside, its samples are lost. */
    public synchronized void reject(Stored batch, long number, Message message) {
        ByteBuffer frame = Frame.encode(number, batch.written(), List.of(message));
        Stored alone = new Stored(number, 1, message.samples(), batch.written(), frame.limit());
        store.reject(alone, frame);
        rejected.merge(batch, message.samples(), Integer::sum);
        ledger.lost(LossReason.REJECTED, message.samples(), number, number, clock.instant());
        save();
    }

    /** Nothing is being delivered any more: what was taken waits again. */
    public synchronized void release() {
        lanes.release();
        changed();
    }

    /** Nothing can be delivered now: all that waits drains at its limit once that has changed. */
    public synchronized void lineUp() {
        lanes.lineUp();
    }

    /** Once in a while: lets go what is too old, and writes what could not be written. */
    public synchronized void tend() {
        Instant limit = clock.instant().minus(bounds.age());
        List<Stored> old = new ArrayList<>();
        while (lanes.oldest().filter(batch -> batch.writtenAt().isBefore(limit)).isPresent()) {
            old.add(lanes.oldest().orElseThrow());
            lose(old.get(old.size() - 1), LossReason.AGE);
        }
        if (!store.memory().isEmpty() && heal()) {
            store.sync();
            save();
        }
        if (!old.isEmpty()) {
            leave(old);
        }
        store.retry(clock.instant(), !isCrowded(0));
        changed();
    }

    /** Lets all go that waits; how many samples that were. */
    public synchronized long drop() {
        List<Stored> all = List.copyOf(lanes.waitingBatches());
        all.forEach(batch -> lose(batch, LossReason.DROPPED));
        leave(all);
        return all.stream().mapToLong(Stored::samples).sum();
    }

    /** What the receiver has not been told of. */
    public synchronized List<Loss> untold() {
        return ledger.untold();
    }

    /** Appends the messages that tell the receiver of all that it has not been told of. */
    public synchronized void tell(List<Message> messages) {
        ledger.told(ledger.next);
        save(); // before: after a crash in between, it is seen that there is no such message, and they are told again
        append(messages);
    }

    private void changed() {
        long inFlight =
                lanes.inFlight() - rejected.values().stream().mapToInt(n -> n).sum();
        state = new SpoolState(
                lanes.size(),
                lanes.space(),
                ledger.read,
                ledger.delivered,
                lanes.waiting(),
                inFlight,
                store.memory().samples(),
                new TreeMap<>(ledger.lost),
                ledger.difference(lanes.waiting() + inFlight),
                lanes.oldestOfAll().map(Stored::writtenAt));
        notifyAll();
    }
}
