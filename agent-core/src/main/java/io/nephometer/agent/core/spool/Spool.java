package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.spool.file.BatchCodec;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.spool.ledger.LossReason;
import io.nephometer.api.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A queue of batches on disk: a file is a batch, its name is its turn. What is on disk survives a crash at any point, and
 * all that was read is accounted for. Messages are numbered without a gap, over clean restarts too. A batch waits in memory
 * until its file is safe, and longer while the disk takes nothing. Any thread may call; none waits for the disk, but for
 * those that open, read and close.
 */
public final class Spool implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.spool");

    private static final int MOST_UNRECORDED = 128; // batches delivered, which would be delivered again after a crash
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final Duration LAST_ROUND = Duration.ofSeconds(6);

    private final String route;
    private final SpoolFolder folder;
    private final SpoolLimits bounds;
    private final SpoolClock clock;
    private final SpoolContents contents;
    private final SpoolWriter writer;
    private final SpoolThread thread;
    private final BatchAges ages;
    private final RateLimiter drain;
    private volatile SpoolState state;

    private Spool(
            String route,
            SpoolFolder folder,
            LedgerFile file,
            SpoolLimits bounds,
            SpoolClock clock,
            Health health,
            Recovery recovery) {
        this.route = route;
        this.folder = folder;
        this.bounds = bounds;
        this.clock = clock;
        this.contents = new SpoolContents(recovery);
        this.writer = new SpoolWriter(route, folder, file, bounds, contents, this, clock, health);
        this.thread = new SpoolThread(route, writer, contents, this, clock);
        this.ages = new BatchAges(clock);
        this.drain = new RateLimiter(bounds.drain(), clock.nanos());
        this.state = contents.state();
    }

    /**
     * Opens what a directory holds, and makes it if there is nothing. A thread of its own writes to it until it is closed.
     *
     * @param route whose it is, for its health
     * @throws IOException if it cannot be read
     */
    public static Spool open(String route, SpoolFolder folder, SpoolLimits bounds, SpoolClock clock, Health health)
            throws IOException {
        Spool spool = load(route, folder, bounds, clock, health);
        spool.thread.start();
        return spool;
    }

    /** As {@link #open}, without the thread: what it would do is done by {@link #flush}. */
    static Spool load(String route, SpoolFolder folder, SpoolLimits bounds, SpoolClock clock, Health health)
            throws IOException {
        LedgerFile file = new LedgerFile(folder);
        Recovery recovery = Recovery.of(route, folder, file, clock.now());
        health.recovered(HealthKey.route(route).of(Aspect.SPOOL));
        return new Spool(route, folder, file, bounds, clock, health, recovery);
    }

    /** One round of the writer. */
    void flush() {
        writer.round();
        synchronized (this) {
            changed();
        }
    }

    /** How it stood after its last change. Waits for nothing. */
    public SpoolState state() {
        return state;
    }

    /** Number of the next message that will be appended. */
    public synchronized long next() {
        return contents.ledger.next;
    }

    /**
     * Takes messages, numbered from {@link #next} on. They wait in memory until they are on disk; while there is no room,
     * this waits for a disk that works, and else lets the oldest go that are in memory only.
     */
    public synchronized void append(List<Message> messages) {
        for (List<Message> some : BatchCodec.split(messages)) {
            long now = clock.wall().millis();
            ByteBuffer frame = BatchCodec.encode(contents.ledger.next, now, some);
            int samples = some.stream().mapToInt(Message::samples).sum();
            BatchFile batch = new BatchFile(contents.ledger.next, some.size(), samples, now, frame.limit());
            ages.appended(batch);
            contents.append(batch, frame);
            if (writer.refuses()) {
                contents.settleAll();
                contents.unsaved = true; // the ledger is to know what is lost if the agent ends now
            }
            awaitRoom();
            contents.dropFromMemory(bounds.memory(), clock.now());
        }
        changed();
    }

    private void awaitRoom() {
        boolean interrupted = Thread.interrupted();
        long before = Long.MAX_VALUE;
        while (contents.overflow.bytes() > bounds.memory()
                && contents.overflow.bytes() < before // it gets less
                && thread.isAlive()
                && !writer.fails()) {
            before = contents.overflow.bytes();
            try {
                changed();
                long end = clock.steadyMillis() + PATIENCE.toMillis();
                for (long left = PATIENCE.toMillis(); left > 0 && contents.overflow.bytes() == before; ) {
                    wait(left);
                    left = end - clock.steadyMillis();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts samples that never became a message. */
    public synchronized void lost(LossReason reason, long samples) {
        contents.ledger.lostUnnumbered(reason, samples, clock.now());
        save();
    }

    private void save() {
        contents.unsaved = true;
        changed();
    }

    /**
     * Takes the oldest batches to deliver them, within these bounds but at least one: waits for one. Those that waited while
     * nothing could be delivered come no faster than the drain's limit.
     */
    public synchronized List<BatchFile> take(int mostBatches, long mostBytes) throws InterruptedException {
        while (contents.toDelete.size() > MOST_UNRECORDED && thread.isAlive() && !writer.fails()) {
            wait();
        }
        List<BatchFile> taken = contents.queue.take(mostBatches, mostBytes, drain.allowed(), drain);
        while (taken.isEmpty()) {
            wait(contents.queue.hasBacklog() ? Math.max(1, drain.pause().toMillis()) : 0);
            taken = contents.queue.take(mostBatches, mostBytes, drain.allowed(), drain);
        }
        changed();
        return taken;
    }

    /** As {@link #take}, empty if nothing is there now. */
    public synchronized List<BatchFile> poll(int mostBatches, long mostBytes) {
        List<BatchFile> taken = contents.queue.take(mostBatches, mostBytes, drain.allowed(), drain);
        changed();
        return taken;
    }

    /** @throws IOException if the batch cannot be read or is not what was written */
    public List<Message> read(BatchFile batch) throws IOException {
        Optional<ByteBuffer> frame;
        synchronized (this) {
            frame = contents.overflow.frame(batch);
        }
        return BatchCodec.decode(
                frame.isPresent() ? frame.get() : ByteBuffer.wrap(folder.read(batch.name())), batch.first());
    }

    /** Whether trying again to read a batch cannot help. */
    public static boolean isLost(IOException e) {
        return e instanceof DamagedBatchException || e instanceof NoSuchFileException;
    }

    /** These were taken, and their receiver has them. */
    public synchronized void delivered(List<BatchFile> batches) {
        if (!batches.isEmpty()) { // else it is a part of one: no account changes
            batches.forEach(contents::delivered);
            changed();
        }
    }

    /** A batch that was taken cannot be read: its file, if there is one, is moved away, its samples are lost. */
    public synchronized void setAside(BatchFile batch, IOException why) {
        if (why instanceof NoSuchFileException) {
            contents.lose(batch, LossReason.MISSING, clock.now());
        } else {
            contents.setAside(batch, LossReason.DAMAGED, clock.now());
        }
        changed();
    }

    /** A message of a batch that was taken is refused for good: it is kept aside, its samples are lost. */
    public synchronized void reject(BatchFile batch, long number, Message message) {
        ByteBuffer frame = BatchCodec.encode(number, batch.written(), List.of(message));
        BatchFile alone = new BatchFile(number, 1, message.samples(), batch.written(), frame.limit());
        contents.reject(batch, alone, frame, clock.now());
        changed();
    }

    /** Nothing is being delivered any more: what was taken waits again. */
    public synchronized void release() {
        contents.queue.release();
        changed();
    }

    /** Nothing can be delivered now: all that waits drains at its limit once that has changed. */
    public synchronized void lineUp() {
        contents.queue.lineUp();
    }

    /** Once in a while: lets go what is too old, and has what could not be written tried again. */
    public synchronized void tend() {
        ages.checkClock();
        for (Optional<BatchFile> oldest = oldOne(); oldest.isPresent(); oldest = oldOne()) {
            contents.lose(oldest.get(), LossReason.AGE, clock.now());
        }
        if (thread.busy().compareTo(STUCK) > 0) {
            writer.isStuck("no answer for more than " + STUCK.toSeconds() + " s");
            contents.withdrawReports(clock.now());
            contents.settleAll();
        }
        thread.retry();
        changed();
    }

    private Optional<BatchFile> oldOne() {
        return contents.queue.oldest().filter(batch -> writer.saves() && ages.isOlder(batch, bounds.age()));
    }

    /** Lets all go that waits; how many samples that were. */
    public synchronized long drop() {
        long samples = contents.drop(clock.now());
        changed();
        return samples;
    }

    /** What the receiver has not been told of; while the ledger cannot be written, what the one on disk does not contain. */
    public synchronized List<Loss> untold() {
        return contents.ledger.unreported(writer.saves());
    }

    /**
     * Appends the messages that report losses to the receiver.
     *
     * @param losses of {@link #untold}: those and no others are reported from now on
     */
    public synchronized void tell(List<Loss> losses, List<Message> messages) {
        if (writer.saves()) {
            contents.report();
        } else if (contents.ledger.areOnDisk(losses)) { // since they were asked for
            return;
        }
        contents.ledger.reported(losses, contents.ledger.next);
        save();
        append(messages);
    }

    private void changed() {
        state = contents.state();
        notifyAll();
    }

    /** Writes what is in memory, for some seconds at most, and ends the thread. What cannot be written is in the log. */
    @Override
    public void close() {
        close(LAST_ROUND);
    }

    /** As {@link #close()}, for no longer than this. */
    public void close(Duration limit) {
        thread.close(limit);
        synchronized (this) {
            changed();
        }
        long left = state.inMemory();
        if (left > 0) {
            LOG.log(Level.WARNING, "%s: %s samples are not safe on disk at the end".formatted(route, left));
        }
    }
}
