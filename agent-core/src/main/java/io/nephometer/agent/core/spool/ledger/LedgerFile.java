package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a ledger is kept: a file of two pages that are written in turns, so that one is whole whenever a crash comes. It
 * has its space from the beginning and can be written on a full disk.
 */
public final class LedgerFile {

    public static final String NAME = "ledger";

    /** An empty file that is there from a clean end of a run to the beginning of the next one. */
    public static final String CLOSED = "closed";

    private static final String PART = "ledger.part";

    private final SpoolFolder folder;
    private long generation;
    private boolean made;
    private boolean marked; // as closed

    public LedgerFile(SpoolFolder folder) {
        this.folder = folder;
    }

    /**
     * The newest whole page; empty if there is none.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<LedgerPage> load() throws IOException {
        byte[] pages;
        try {
            pages = folder.read(NAME);
        } catch (NoSuchFileException | DamagedBatchException e) {
            return Optional.empty();
        }
        Optional<LedgerPage> newest = Optional.empty();
        for (int at = 0; at < pages.length; at += LedgerText.PAGE) {
            Optional<LedgerPage> page = LedgerText.decode(Arrays.copyOfRange(pages, at, at + LedgerText.PAGE));
            if (page.isPresent()
                    && (newest.isEmpty()
                            || page.get().generation() > newest.get().generation())) {
                newest = page;
            }
        }
        made = newest.isPresent() && pages.length == 2 * LedgerText.PAGE;
        generation = newest.map(LedgerPage::generation).orElse(0L);
        return newest;
    }

    /** What is to be written next of a ledger. */
    public ByteBuffer page(Ledger ledger) {
        return LedgerText.encode(ledger, generation + 1);
    }

    /**
     * Takes away the mark that {@link #close} has left. Without it the ledger on disk may be behind what was done.
     *
     * @param isThere whether there is one
     * @return false if there is none, or it cannot be taken away: the disk takes nothing, and no ledger either
     */
    public boolean open(boolean isThere) {
        marked = isThere;
        try {
            unmark();
            return isThere;
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

    /** Marks what has been written as all that there was to write. */
    public void close() throws IOException {
        folder.write(CLOSED, ByteBuffer.allocate(0));
        marked = true;
    }

    public void write(ByteBuffer page) throws IOException {
        unmark();
        try {
            if (!made) {
                throw new NoSuchFileException(NAME);
            }
            folder.overwrite(NAME, at(generation + 1), page);
        } catch (IOException e) { // perhaps only that place of the disk
            make(page);
        }
        generation++;
    }

    private static int at(long generation) {
        return (int) (generation % 2) * LedgerText.PAGE;
    }

    private void make(ByteBuffer page) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(2 * LedgerText.PAGE);
        pages.position(at(generation + 1)).put(page.duplicate()).clear();
        folder.create(PART, pages);
        folder.rename(PART, NAME);
        made = true;
        folder.sync();
    }
}
