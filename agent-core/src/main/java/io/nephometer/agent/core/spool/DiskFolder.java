package io.nephometer.agent.core.spool;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A directory of the file system, made where it is missing. Files are written by streams: an interrupt would close a
 * channel in the midst.
 */
public record DiskFolder(Path path) implements Folder {

    @Override
    public Map<String, Long> list() throws IOException {
        Files.createDirectories(path);
        Map<String, Long> sizes = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, Files::isRegularFile)) {
            for (Path file : files) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return sizes;
    }

    @Override
    public byte[] read(String name) throws IOException {
        Path file = path.resolve(name);
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        }
    }

    @Override
    public void create(String name, ByteBuffer content) throws IOException {
        Path file = path.resolve(name);
        if (!Files.isDirectory(file.getParent())) {
            Files.createDirectories(file.getParent());
        }
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
            out.getFD().sync();
        }
    }

    @Override
    public void overwrite(String name, int at, ByteBuffer content) throws IOException {
        Path file = path.resolve(name);
        if (!Files.exists(file)) { // else it would be made
            throw new NoSuchFileException(file.toString());
        }
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            out.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
            out.getFD().sync();
        }
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

    private static void sync(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public long free() {
        return path.toFile().getUsableSpace();
    }

    @Override
    public long size() {
        return path.toFile().getTotalSpace();
    }
}
