package io.nephometer.agent.core.spool.file;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * A spool's folder in the file system. Files are written through streams rather than channels, because an interrupt
 * during a write would close a channel.
 */
public record DiskFolder(Path path) implements SpoolFolder {

    private static final int MAX_BYTES = 32 << 20; // larger than any batch or ledger

    @Override
    public boolean make() throws IOException {
        boolean missing = !Files.isDirectory(path);
        if (missing) {
            Files.createDirectories(path);
        }
        return missing;
    }

    @Override
    public Map<String, Long> list() throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                put(file, sizes);
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return sizes;
    }

    private static void put(Path file, Map<String, Long> sizes) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                sizes.put(file.getFileName().toString(), attributes.size());
            }
        } catch (NoSuchFileException e) { // the file was removed in the meantime
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        Path file = path.resolve(name);
        try {
            return read(file);
        } catch (FileNotFoundException e) { // the file is missing, was just created, or cannot be opened
            if (Files.notExists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            return read(file);
        }
    }

    private static byte[] read(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (found.isOther()) {
            throw new IOException(file + " is a pipe, a socket or a device"); // it might block forever
        } else if (found.size() > MAX_BYTES) {
            throw new DamagedBatchException("the file has more than " + MAX_BYTES + " bytes");
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        }
    }

    @Override
    public void write(String name, ByteBuffer content) throws IOException {
        Path file = path.resolve(name);
        if (!Files.isDirectory(file.getParent())) {
            Files.createDirectories(file.getParent());
        }
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
        }
    }

    @Override
    public void sync(String name) throws IOException {
        try (RandomAccessFile file = existing(name)) {
            file.getFD().sync();
        }
    }

    @Override
    public void overwrite(String name, int at, ByteBuffer content) throws IOException {
        try (RandomAccessFile out = existing(name)) {
            out.seek(at);
            out.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
            out.getFD().sync();
        }
    }

    private RandomAccessFile existing(String name) throws IOException {
        Path file = path.resolve(name);
        if (!Files.exists(file)) { // otherwise opening the file would create it
            throw new NoSuchFileException(file.toString());
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = path.resolve(to);
        Files.createDirectories(target.getParent());
        Files.move(path.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
        if (!target.getParent().equals(path)) {
            sync(target.getParent());
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    /** Syncs a directory. Interrupts are postponed, because an interrupt would close the channel used for syncing. */
    private static void sync(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                    names.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public long free() {
        return existing().getUsableSpace();
    }

    @Override
    public long size() {
        return existing().getTotalSpace();
    }

    /** Returns the directory or, if it does not exist, its nearest existing ancestor. */
    private File existing() {
        File existing = path.toAbsolutePath().toFile();
        while (!existing.exists() && existing.getParentFile() != null) {
            existing = existing.getParentFile();
        }
        return existing;
    }
}
