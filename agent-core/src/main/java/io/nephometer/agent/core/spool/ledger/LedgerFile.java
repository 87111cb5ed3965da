package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file that contains a ledger. The file has two pages that are written alternately, so that at least one page
 * remains intact after a crash. The space for the file is allocated in advance, so that the ledger can be written even
 * when the disk is full.
 */
public final class LedgerFile {

    public static final String NAME = "ledger";

    /** The name of the empty marker file that exists between the clean end of one run and the start of the next. */
    public static final String CLOSED = "closed";

    private static final String PART = "ledger.part";

    private final SpoolFolder folder;
    private long generation;
    private boolean exists;
    private boolean marked; // whether the ledger is marked as closed

    public LedgerFile(SpoolFolder folder) {
        this.folder = folder;
    }

    /**
     * Returns the newest intact page, or an empty result if no page is intact.
     *
     * @throws IOException if the file cannot be read
     */
    public Optional<LedgerPage> load() throws IOException {
        byte[] pages;
        try {
            pages = folder.read(NAME);
        } catch (NoSuchFileException | DamagedBatchException e) {
            return Optional.empty();
        }
        Optional<LedgerPage> newest = Optional.empty();
        for (int offset = 0; offset < pages.length; offset += LedgerText.PAGE) {
            Optional<LedgerPage> page = LedgerText.decode(Arrays.copyOfRange(pages, offset, offset + LedgerText.PAGE));
            if (page.isPresent()
                    && (newest.isEmpty()
                            || page.get().generation() > newest.get().generation())) {
                newest = page;
            }
        }
        exists = newest.isPresent() && pages.length == 2 * LedgerText.PAGE;
        generation = newest.map(LedgerPage::generation).orElse(0L);
        return newest;
    }

    /** Returns the encoded page to be written next. */
    public ByteBuffer page(Ledger ledger) {
        return LedgerText.encode(ledger, generation + 1);
    }

    /**
     * Deletes the marker file that {@link #close} created when the last run ended cleanly. If the marker file is
     * missing, the ledger may be out of date.
     *
     * @param isMarked whether the marker file exists
     * @return whether the marker file existed and was deleted; the deletion fails if the disk is not writable
     */
    public boolean open(boolean isMarked) {
        marked = isMarked;
        try {
            unmark();
            return isMarked;
        } catch (IOException e) {
            return false;
        }
    }

    private void unmark() throws IOException {
        if (marked) {
            folder.delete(CLOSED);
            folder.sync();
            marked = false;
        }
    }

    /** Marks the written ledger as complete. */
    public void close() throws IOException {
        folder.write(CLOSED, ByteBuffer.allocate(0));
        marked = true;
    }

    public void write(ByteBuffer page) throws IOException {
        unmark();
        try {
            if (!exists) {
                throw new NoSuchFileException(NAME);
            }
            folder.overwrite(NAME, offset(generation + 1), page);
        } catch (IOException e) { // possibly only this part of the disk is bad
            make(page);
        }
        generation++;
    }

    private static int offset(long generation) {
        return (int) (generation % 2) * LedgerText.PAGE;
    }

    private void make(ByteBuffer page) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(2 * LedgerText.PAGE);
        pages.position(offset(generation + 1)).put(page.duplicate()).clear();
        folder.create(PART, pages);
        folder.rename(PART, NAME);
        exists = true;
        folder.sync();
    }
}
