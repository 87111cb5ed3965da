package io.nephometer.agent.core.delivery;

import io.nephometer.api.Message;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A queue of batches on disk: a file is a batch, its name is its turn. What was appended survives a crash at any point.
 * Messages are numbered without a gap, over restarts too. For one appending and one removing thread.
 */
final class Spool {

    /** How it stands; {@code lost} are samples that left it undelivered since the start. */
    record State(int batches, long bytes, long samples, long lost, long next) {}

    private static final Logger LOG = System.getLogger("nephometer.spool");

    private final Path directory;
    private final long mostBytes;
    private final ArrayDeque<Stored> waiting = new ArrayDeque<>();
    private int inFlight;
    private long bytes;
    private long samples;
    private long lost;
    private long next = 1;
    private Path mark;

    private Spool(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    /** @param mostBytes that may wait; beyond that the oldest batch goes */
    static Spool open(Path directory, long mostBytes) throws IOException {
        Files.createDirectories(directory);
        Spool spool = new Spool(directory, mostBytes);
        spool.load();
        return spool;
    }

    private void load() throws IOException {
        List<Stored> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{batch,sent,part}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Optional<Stored> stored = Stored.named(name, Files.size(file));
                if (name.endsWith(".part")) {
                    Files.delete(file); // was being written at a crash: nobody was told that it is safe
                } else if (stored.isPresent()) {
                    next = Math.max(next, stored.get().next());
                    if (name.endsWith(".sent")) {
                        replaceMark(file);
                    } else {
                        found.add(stored.get());
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(Stored::first));
        found.forEach(this::enqueue);
    }

    private void replaceMark(Path newer) throws IOException {
        Path older = mark != null && mark.compareTo(newer) > 0 ? newer : mark;
        mark = older == newer ? mark : newer;
        if (older != null) {
            Files.deleteIfExists(older);
        }
    }

    private void enqueue(Stored stored) {
        waiting.addLast(stored);
        bytes += stored.bytes();
        samples += stored.samples();
    }

    /** Number of the next message that will be appended. */
    synchronized long next() {
        return next;
    }

    synchronized State state() {
        return new State(waiting.size(), bytes, samples, lost, next);
    }

    /** Counts samples that never reached the disk. */
    synchronized void lost(int count) {
        lost += count;
    }

    /** Returns when the messages are safe on disk, numbered from {@link #next} on. */
    void append(List<Message> messages, int sampleCount, long nowMillis) throws IOException {
        long first = next();
        ByteBuffer frame = Frame.encode(first, nowMillis, messages);
        Stored stored = new Stored(first, messages.size(), sampleCount, frame.limit());
        Path part = directory.resolve("writing.part");
        // streams, not channels: an interrupt would close a channel in the midst
        try (FileOutputStream out = new FileOutputStream(part.toFile())) {
            out.write(frame.array(), 0, frame.limit());
            out.getFD().sync();
        }
        Files.move(part, stored.in(directory), StandardCopyOption.ATOMIC_MOVE);
        syncNames();
        synchronized (this) {
            next = stored.next();
            enqueue(stored);
            makeRoom();
            notifyAll();
        }
    }

    private void syncNames() {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) { // the batch is there all the same; only a power cut now could lose its name
            LOG.log(Level.WARNING, "cannot sync " + directory + ": " + e.getMessage());
        }
    }

    private void makeRoom() {
        Iterator<Stored> oldest = waiting.iterator();
        for (int i = 0; i < inFlight; i++) {
            oldest.next();
        }
        while (bytes > mostBytes && waiting.size() > inFlight + 1) {
            Stored stored = oldest.next();
            oldest.remove();
            forget(stored);
            lost += stored.samples();
            LOG.log(Level.WARNING, directory + " is full: " + stored.samples() + " samples dropped, the oldest");
            try {
                Files.deleteIfExists(stored.in(directory));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot delete " + stored.in(directory) + ": " + e.getMessage());
            }
        }
    }

    private void forget(Stored stored) {
        bytes -= stored.bytes();
        samples -= stored.samples();
    }

    /** The oldest batches, as many as fit into the bytes, at least one: waits for one. They count as in flight. */
    synchronized List<Stored> head(int mostBatches, long mostHeadBytes) throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        List<Stored> head = new ArrayList<>();
        long size = 0;
        for (Stored stored : waiting) {
            size += stored.bytes();
            if (!head.isEmpty() && (head.size() == mostBatches || size > mostHeadBytes)) {
                break;
            }
            head.add(stored);
        }
        inFlight = head.size();
        return head;
    }

    /** @throws IOException if the batch cannot be read or is not what was written */
    List<Message> read(Stored stored) throws IOException {
        try (FileInputStream in = new FileInputStream(stored.in(directory).toFile())) {
            return Frame.decode(ByteBuffer.wrap(in.readAllBytes()), stored.first());
        }
    }

    /** The batch has been delivered and must be the oldest. */
    synchronized void remove(Stored stored) throws IOException {
        leave(stored);
        if (waiting.isEmpty()) { // its name alone tells the next number after a restart
            Path sent = stored.sentIn(directory);
            Files.move(stored.in(directory), sent, StandardCopyOption.ATOMIC_MOVE);
            FileChannel.open(sent, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
            replaceMark(sent);
        } else {
            Files.delete(stored.in(directory));
        }
    }

    /** The batch can never be delivered and must be the oldest: it is moved to a folder of that name, and counted. */
    synchronized void setAside(Stored stored, String folder) throws IOException {
        leave(stored);
        lost += stored.samples();
        Path aside = Files.createDirectories(directory.resolve(folder));
        if (waiting.isEmpty()) {
            replaceMark(Files.createFile(stored.sentIn(directory)));
        }
        if (Files.exists(stored.in(directory))) {
            Files.move(stored.in(directory), stored.in(aside), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void leave(Stored stored) {
        if (!stored.equals(waiting.peekFirst())) {
            throw new IllegalStateException(stored + " is not the oldest");
        }
        waiting.removeFirst();
        inFlight = Math.max(0, inFlight - 1);
        forget(stored);
    }

    /** Nothing is in flight any more: what {@link #head} gave and was not removed waits again. */
    synchronized void release() {
        inFlight = 0;
    }
}
