package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Stores damaged batches and rejected messages in subfolders of the spool's folder. */
final class QuarantineWriter {

    private final SpoolFolder folder;
    private final SpoolContents contents;
    private final Object lock;
    private final Consumer<IOException> failed;

    /**
     * @param lock the lock that guards the contents
     * @param failed the consumer that receives each failure
     */
    QuarantineWriter(SpoolFolder folder, SpoolContents contents, Object lock, Consumer<IOException> failed) {
        this.folder = folder;
        this.contents = contents;
        this.lock = lock;
        this.failed = failed;
    }

    /** Moves damaged files to the quarantine folder. A file that cannot be moved is found again after a restart. */
    void setAside() {
        List<BatchFile> batches;
        synchronized (lock) {
            batches = List.copyOf(contents.toSetAside);
            contents.toSetAside.clear();
        }
        for (BatchFile batch : batches) {
            try {
                folder.rename(batch.name(), QuarantineFolders.QUARANTINE + "/" + batch.name());
                folder.sync();
                synchronized (lock) {
                    contents.discard(batch);
                }
            } catch (IOException e) {
                failed.accept(e);
            }
        }
    }

    /** Stores messages that were permanently rejected by the receiver in the folder for rejected messages. */
    void reject() {
        List<UnsyncedBatches.Kept> messages;
        synchronized (lock) {
            messages = List.copyOf(contents.toReject);
            contents.toReject.clear();
        }
        for (UnsyncedBatches.Kept message : messages) {
            try {
                folder.create(QuarantineFolders.REJECTED + "/" + message.batch().name(), message.frame());
            } catch (IOException e) { // the message is lost anyway
                failed.accept(e);
            }
        }
    }
}
