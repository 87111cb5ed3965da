package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.BatchCodec;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.SpoolState;
import io.nephometer.api.Message;
import io.nephometer.api.Moment;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A queue of batches on disk. Each file contains one batch, and the file's name determines the batch's position in the
 * queue. Batches on disk survive a crash at any point, and every sample that was read is accounted for. Messages are
 * numbered without gaps, even across clean restarts. A batch stays in memory until its file is safe on disk. All
 * methods may be called from any thread. Opening, reading and closing may block on disk I/O; appending blocks only if
 * memory is full.
 */
public final class Spool implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.spool");

    private static final int MAX_UNRECORDED = 128; // batches that would be delivered again after a crash
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
     * Opens the spool in a directory, creating the directory if it is missing. The spool's own thread writes to the
     * directory until the spool is closed.
     *
     * @param route the name of the route, under which faults are reported
     * @throws IOException if the directory cannot be read
     */
    public static Spool open(String route, SpoolFolder folder, SpoolLimits bounds, SpoolClock clock, Health health)
            throws IOException {
        Spool spool = load(route, folder, bounds, clock, health);
        spool.thread.start();
        return spool;
    }

    /** Opens a spool without starting a thread. The caller must call {@link #flush} to write changes to disk. */
    static Spool load(String route, SpoolFolder folder, SpoolLimits bounds, SpoolClock clock, Health health)
            throws IOException {
        LedgerFile file = new LedgerFile(folder);
        Recovery recovery = Recovery.of(route, folder, file, clock.now());
        health.recovered(HealthKey.route(route).of(Aspect.SPOOL));
        return new Spool(route, folder, file, bounds, clock, health, recovery);
    }

    /** Runs a single round of the writer. */
    void flush() {
        writer.round();
        synchronized (this) {
            changed();
        }
    }

    /** Returns the spool's state as of the last change. This method does not block. */
    public SpoolState state() {
        return state;
    }

    /** Returns the number that will be assigned to the next appended message. */
    public synchronized long next() {
        return contents.ledger.next;
    }

    /**
     * Appends messages, numbering them consecutively from {@link #next}. The messages stay in memory until they are on
     * disk. If memory is full, the method waits for the disk or, if the disk fails, drops the oldest batches in memory.
     */
    public synchronized void append(List<Message> messages) {
        for (List<Message> some : BatchCodec.split(messages)) {
            long now = clock.wall().millis();
            ByteBuffer frame = BatchCodec.encode(contents.ledger.next, now, some);
            int samples = some.stream().mapToInt(Message::samples).sum();
            BatchFile batch = new BatchFile(contents.ledger.next, some.size(), samples, now, frame.limit());
            ages.appended(batch);
            contents.append(batch, frame);
            if (writer.faults().refuses()) {
                contents.settleAll();
                contents.unsaved = true; // the ledger must record the samples that are lost if the agent stops now
            }
            thread.awaitRoom(bounds.memory(), this::changed);
            contents.dropFromMemory(bounds.memory(), clock.now());
        }
        changed();
    }

    /** Records the loss of samples that never became part of a message. */
    public synchronized void lost(LossReason reason, long samples) {
        contents.ledger.lostUnnumbered(reason, samples, clock.now());
        save();
    }

    private void save() {
        contents.unsaved = true;
        changed();
    }

    /**
     * Waits until a batch is available and takes the oldest batches for delivery. The limits do not apply to the first
     * batch. Batches from the backlog are taken no faster than the rate limit allows.
     */
    public synchronized List<BatchFile> take(int mostBatches, long mostBytes) throws InterruptedException {
        while (contents.toDelete.size() > MAX_UNRECORDED
                && thread.isAlive()
                && !writer.faults().isAny()) {
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

    /** Takes batches as {@link #take} does, but without waiting. Returns an empty list if no batch can be taken. */
    public synchronized List<BatchFile> poll(int mostBatches, long mostBytes) {
        List<BatchFile> taken = contents.queue.take(mostBatches, mostBytes, drain.allowed(), drain);
        changed();
        return taken;
    }

    /** @throws IOException if the batch cannot be read or is damaged */
    public List<Message> read(BatchFile batch) throws IOException {
        Optional<ByteBuffer> frame;
        synchronized (this) {
            frame = contents.unsynced.frame(batch);
        }
        return BatchCodec.decode(
                frame.isPresent() ? frame.get() : ByteBuffer.wrap(folder.read(batch.name())), batch.first());
    }

    /** Returns whether a failure to read a batch is permanent and another attempt is therefore pointless. */
    public static boolean isLost(IOException e) {
        return e instanceof DamagedBatchException || e instanceof NoSuchFileException;
    }

    /** Records that the given batches have been delivered to the receiver. */
    public synchronized void delivered(List<BatchFile> batches) {
        if (!batches.isEmpty()) { // if empty, only part of a batch was delivered, and the accounts do not change
            batches.forEach(contents::delivered);
            changed();
        }
    }

    /** Records the loss of a batch that cannot be read and moves its file, if any, to the quarantine folder. */
    public synchronized void setAside(BatchFile batch, IOException why) {
        if (why instanceof NoSuchFileException) {
            contents.lose(batch, LossReason.MISSING, clock.now());
        } else {
            contents.setAside(batch, LossReason.DAMAGED, clock.now());
        }
        changed();
    }

    /** Counts a permanently rejected message as lost and writes the message to {@code rejected/}. */
    public synchronized void reject(BatchFile batch, long number, Message message) {
        ByteBuffer frame = BatchCodec.encode(number, batch.written(), List.of(message));
        BatchFile alone = new BatchFile(number, 1, message.samples(), batch.written(), frame.limit());
        contents.reject(batch, alone, frame, clock.now());
        changed();
    }

    /** Puts all batches in flight back into the queue. Call this method only when no delivery is in progress. */
    public synchronized void release() {
        contents.queue.release();
        changed();
    }

    /** Turns the waiting batches into a backlog that is delivered at a limited rate once deliveries succeed again. */
    public synchronized void lineUp() {
        contents.queue.lineUp();
    }

    /** Drops batches that are too old and retries failed writes. Call this method about once a second. */
    public synchronized void tend() {
        ages.checkClock();
        for (Optional<BatchFile> oldest = oldOne(); oldest.isPresent(); oldest = oldOne()) {
            contents.lose(oldest.get(), LossReason.AGE, clock.now());
        }
        if (thread.busy().compareTo(STUCK) > 0) {
            writer.faults().stuck("no answer for more than " + STUCK.toSeconds() + " s");
            contents.withdrawReports(clock.now());
            contents.settleAll();
        }
        thread.retry();
        changed();
    }

    private Optional<BatchFile> oldOne() {
        return contents.queue.oldest().filter(batch -> writer.faults().saves() && ages.isOlder(batch, bounds.age()));
    }

    /** Drops all waiting samples and returns the number of samples dropped. */
    public synchronized long drop() {
        long samples = contents.drop(clock.now());
        changed();
        return samples;
    }

    /** Returns the current time according to the spool's clocks. */
    public Moment now() {
        return clock.moment();
    }

    /**
     * Returns the losses that have not yet been reported to the receiver. If the ledger cannot be written, losses that
     * the ledger on disk already contains are omitted.
     */
    public synchronized List<Loss> unreportedLosses() {
        return contents.ledger.unreported(writer.faults().saves());
    }

    /**
     * Appends messages that report losses to the receiver.
     *
     * @param losses the losses returned by {@link #unreportedLosses}, which are now marked as reported
     */
    public synchronized void reportLosses(List<Loss> losses, List<Message> messages) {
        if (writer.faults().saves()) {
            contents.report();
        } else if (contents.ledger.areOnDisk(losses)) { // the ledger was written after unreportedLosses()
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

    /** Writes batches from memory to disk for up to a few seconds, stops the thread and logs any unwritten samples. */
    @Override
    public void close() {
        close(LAST_ROUND);
    }

    /** Closes the spool as {@link #close()} does, but within the given time limit. */
    public void close(Duration limit) {
        thread.close(limit);
        synchronized (this) {
            changed();
        }
        long left = state.inMemory();
        if (left > 0) {
            LOG.log(Level.WARNING, "%s: %s samples were not safe on disk at the end".formatted(route, left));
        }
    }
}
