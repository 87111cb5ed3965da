package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A folder in memory that forgets in a crash what was not made safe: any of the changes of names since the last sync, and
 * any sector of what is being written. It can also be full, or take nothing.
 */
final class CrashingFolder implements SpoolFolder {

    /** The power fails. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super(null, null, false, false);
        }
    }

    /** What a name stands for. */
    private static final class Node {
        private byte[] content;
        private boolean synced;

        Node(byte[] content) {
            this.content = content;
        }
    }

    private static final int SECTOR = 512;

    private final Random random;
    private Map<String, Node> now = new TreeMap<>();
    private Map<String, Node> safe = new TreeMap<>();
    private final List<Consumer<Map<String, Node>>> unsafe = new ArrayList<>();
    private int untilCrash = Integer.MAX_VALUE;
    private boolean down;

    long size = 1 << 30;
    boolean refuses;
    private boolean made;

    CrashingFolder(long seed) {
        random = new Random(seed);
    }

    /** The power fails in the midst of the operation after so many. */
    void crashAfter(int operations) {
        untilCrash = operations;
    }

    /** Only the process has died: what it wrote is there. */
    void kill() {
        down = false;
        untilCrash = Integer.MAX_VALUE;
    }

    /** The power fails now, unless it has, and is back. */
    void reboot() {
        unsafe.stream().filter(change -> random.nextBoolean()).forEach(change -> change.accept(safe));
        unsafe.clear();
        safe.values().stream().filter(node -> !node.synced).forEach(node -> {
            node.content = torn(new byte[random.nextInt(node.content.length + 1)], node.content, 0);
            node.synced = true;
        });
        now = new TreeMap<>(safe);
        down = false;
        untilCrash = Integer.MAX_VALUE;
    }

    private void step(Runnable torn) {
        if (down) {
            throw new Crash();
        }
        if (untilCrash-- == 0) {
            down = true;
            torn.run();
            throw new Crash();
        }
    }

    private void step() {
        step(() -> {});
    }

    private void refuse() throws IOException {
        if (refuses) {
            throw new IOException("Read-only file system");
        }
    }

    private void change(Consumer<Map<String, Node>> change) {
        change.accept(now);
        unsafe.add(change);
    }

    @Override
    public boolean make() throws IOException {
        step();
        if (refuses && !made) {
            throw new IOException("Read-only file system");
        }
        boolean was = made;
        made = true;
        return !was;
    }

    @Override
    public Map<String, Long> list() {
        step();
        Map<String, Long> sizes = new HashMap<>();
        now.forEach((name, node) -> {
            if (!name.contains("/")) {
                sizes.put(name, (long) node.content.length);
            }
        });
        return sizes;
    }

    @Override
    public byte[] read(String name) throws IOException {
        step();
        return node(name).content.clone();
    }

    private Node node(String name) throws IOException {
        Node node = now.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return node;
    }

    @Override
    public void write(String name, ByteBuffer content) throws IOException {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        Node node = new Node(bytes);
        step(() -> {
            node.content = torn(new byte[random.nextInt(bytes.length + 1)], bytes, 0);
            unsafe.add(names -> names.put(name, node));
        });
        refuse();
        if (bytes.length > free()) {
            throw new IOException("No space left on device");
        }
        change(names -> names.put(name, node));
    }

    @Override
    public void sync(String name) throws IOException {
        step();
        refuse();
        node(name).synced = true;
    }

    @Override
    public void overwrite(String name, int at, ByteBuffer content) throws IOException {
        Node node = node(name);
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        step(() -> node.content = torn(node.content, bytes, at));
        refuse();
        System.arraycopy(bytes, 0, node.content, at, bytes.length);
    }

    /** Some sectors are the new ones, some still the old. */
    private byte[] torn(byte[] old, byte[] bytes, int at) {
        byte[] result = old.clone();
        for (int i = 0; i < bytes.length; i += SECTOR) {
            int length = Math.min(Math.min(SECTOR, bytes.length - i), Math.max(0, result.length - at - i));
            if (random.nextBoolean() && length > 0) {
                System.arraycopy(bytes, i, result, at + i, length);
            }
        }
        return result;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        refuse();
        Node node = node(from);
        change(names -> {
            names.remove(from);
            names.put(to, node);
        });
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        refuse();
        change(names -> names.remove(name));
    }

    @Override
    public void sync() throws IOException {
        step();
        refuse();
        unsafe.forEach(change -> change.accept(safe));
        unsafe.clear();
    }

    @Override
    public long free() {
        return size
                - now.values().stream()
                        .mapToLong(node -> (node.content.length + 4095) / 4096 * 4096L)
                        .sum();
    }

    @Override
    public long size() {
        return size;
    }
}
