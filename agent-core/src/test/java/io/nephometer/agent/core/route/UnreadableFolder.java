package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A folder of which batches cannot be read for a while. */
record UnreadableFolder(SpoolFolder folder, AtomicInteger failures) implements SpoolFolder {
    @Override
    public byte[] read(String name) throws IOException {
        if (name.endsWith(".batch") && failures.getAndDecrement() > 0) {
            throw new FileNotFoundException(name + " (Too many open files)");
        }
        return folder.read(name);
    }

    @Override
    public boolean make() throws IOException {
        return folder.make();
    }

    @Override
    public Map<String, Long> list() throws IOException {
        return folder.list();
    }

    @Override
    public void write(String name, ByteBuffer content) throws IOException {
        folder.write(name, content);
    }

    @Override
    public void sync(String name) throws IOException {
        folder.sync(name);
    }

    @Override
    public void overwrite(String name, int at, ByteBuffer content) throws IOException {
        folder.overwrite(name, at, content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        folder.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }

    @Override
    public void sync() throws IOException {
        folder.sync();
    }

    @Override
    public long free() {
        return folder.free();
    }

    @Override
    public long size() {
        return folder.size();
    }
}
