package io.nephometer.agent.core.spool;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Puts what cannot be delivered into the folders beside a spool's batches. */
final class AsideWriter {

    private final Folder folder;
    private final Stock stock;
    private final Object lock;
    private final Consumer<IOException> failed;

    /**
     * @param lock that guards the stock
     * @param failed is given each failure
     */
    AsideWriter(Folder folder, Stock stock, Object lock, Consumer<IOException> failed) {
        this.folder = folder;
        this.stock = stock;
        this.lock = lock;
        this.failed = failed;
    }

    /** Moves files away that are not what was written; one that cannot be moved is found again after a restart. */
    void setAside() {
        List<Stored> batches;
        synchronized (lock) {
            batches = List.copyOf(stock.toSetAside);
            stock.toSetAside.clear();
        }
        for (Stored batch : batches) {
            try {
                folder.rename(batch.name(), Aside.QUARANTINE + "/" + batch.name());
                folder.sync();
                synchronized (lock) {
                    stock.discard(batch);
                }
            } catch (IOException e) {
                failed.accept(e);
            }
        }
    }

    /** Writes messages that were refused for good. */
    void reject() {
        List<Memory.Kept> messages;
        synchronized (lock) {
            messages = List.copyOf(stock.toReject);
            stock.toReject.clear();
        }
        for (Memory.Kept message : messages) {
            try {
                folder.create(Aside.REJECTED + "/" + message.batch().name(), message.frame());
            } catch (IOException e) { // it is lost all the same
                failed.accept(e);
            }
        }
    }
}
