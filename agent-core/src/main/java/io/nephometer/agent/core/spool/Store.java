package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Where the bytes of a spool are: in its folder or, while that takes nothing, in memory. Says once that it takes nothing,
 * and once that it does again. Guarded by its spool, but for {@link #read}.
 */
final class Store {

    static final String QUARANTINE = "quarantine";
    static final String REJECTED = "rejected";

    private static final String PART = "writing.part";
    private static final int MOST_UNSYNCED = 256;

    private final HealthKey key;
    private final Folder folder;
    private final LedgerFile file;
    private final Ledger ledger;
    private final Health health;
    private final Memory memory = new Memory();
    private final ArrayDeque<Stored> toDelete = new ArrayDeque<>();
    private boolean refuses; // batches
    private boolean unsaved; // the ledger, or the names

    /** @param key of its health */
    Store(HealthKey key, Folder folder, LedgerFile file, Opening opening, Health health) {
        this.key = key;
        this.folder = folder;
        this.file = file;
        this.ledger = opening.ledger();
        this.health = health;
        toDelete.addAll(opening.gone());
    }

    Memory memory() {
        return memory;
    }

    /** False if the folder does not take it. It is safe after {@link #sync}. */
    boolean write(Stored batch, ByteBuffer frame) {
        try {
            folder.create(PART, frame);
            folder.rename(PART, batch.name());
            refuses = false;
            return true;
        } catch (IOException e) {
            refuse(e.getMessage());
            return false;
        }
    }

    /** The folder takes no batch now. */
    void refuse(String why) {
        begin(why);
        refuses = true;
    }

    private void failed(IOException e) {
        begin(e.getMessage());
        unsaved = true;
    }

    private void begin(String why) {
        if (!refuses && !unsaved) { // else it is known, and is told in other words each time
            health.failed(key, new IOException("the disk takes nothing (" + why + "); samples are kept in memory"));
        }
    }

    private void end() {
        if (!refuses && !unsaved) {
            health.recovered(key);
        }
    }

    List<Message> read(Stored batch, Optional<ByteBuffer> kept) throws IOException {
        ByteBuffer frame = kept.isPresent() ? kept.get() : ByteBuffer.wrap(folder.read(batch.name()));
        return Frame.decode(frame, batch.first());
    }

    /** All is safe after this that was written, and gone for good what was deleted. */
    void sync() {
        try {
            syncNames();
            end();
        } catch (IOException e) { // all the same only a power cut could take it
            failed(e);
        }
    }

    private void syncNames() throws IOException {
        folder.sync();
        ledger.gone.clear();
        toDelete.forEach(batch -> ledger.gone.add(batch.first()));
    }

    /** These are accounted for: their files go when that is safe. */
    void discard(List<Stored> batches, Instant now) {
        for (Stored batch : batches) {
            if (!memory.remove(batch)) {
                toDelete.add(batch);
                ledger.gone.add(batch.first());
            }
        }
        save(now);
    }

    void save(Instant now) {
        try {
            if (unsaved || ledger.gone.size() > MOST_UNSYNCED) {
                syncNames();
            }
            ledger.unsafe = memory.asLoss(now);
            file.save(ledger);
            while (!toDelete.isEmpty()) {
                folder.delete(toDelete.peek().name());
                toDelete.remove();
            }
            unsaved = false;
            end();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Tries what has failed before, but for the batches. */
    void retry(Instant now, boolean hasRoom) {
        if (unsaved || refuses) {
            boolean probe = memory.isEmpty() && hasRoom;
            unsaved = true;
            save(now);
            refuses &= unsaved || !probe;
            end();
        }
    }

    /** Moves a file away that is not what was written; if that fails it stays, and is found again after a restart. */
    void setAside(Stored batch, Instant now) {
        try {
            folder.rename(batch.name(), QUARANTINE + "/" + batch.name());
            folder.sync();
            discard(List.of(batch), now);
        } catch (IOException e) {
            failed(e);
            save(now);
        }
    }

    /** Keeps a batch aside that will never be delivered. */
    void reject(Stored batch, ByteBuffer frame) {
        try {
            folder.create(REJECTED + "/" + batch.name(), frame);
        } catch (IOException e) { // it is lost all the same
            failed(e);
        }
    }
}
