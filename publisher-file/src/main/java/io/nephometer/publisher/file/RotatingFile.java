package io.nephometer.publisher.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A text file that is rotated when it is full. {@code path.1} is the most recent full file, and {@code path.2} is the
 * second most recent full file. The file is opened for each append operation so that a new file is created after
 * another program has moved or removed the file. The file is written with a plain stream because an interrupt does not
 * close such a stream in the middle of a line.
 */
final class RotatingFile {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    private final Path path;
    private final FileUrl.Rotation rotation;

    RotatingFile(Path path, FileUrl.Rotation rotation) {
        this.path = path;
        this.rotation = rotation;
    }

    /** Appends complete lines and returns when they have been synced to disk. */
    void append(byte[] lines) throws IOException {
        for (int at = 0; at < lines.length; ) {
            check();
            long size = endLastLine();
            int length = fitting(lines, at, room(size));
            if (length == 0 && size > 0) {
                rotate();
                continue;
            }
            if (size == 0) {
                syncNames();
            }
            length = length > 0 ? length : firstLine(lines, at);
            write(lines, at, length, size);
            at += length;
        }
    }

    private void check() throws IOException {
        if (!Files.isDirectory(path.getParent())) {
            throw new IOException(
                    path.getParent() + " is not a directory: make one that the agent's user may write to");
        }
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a directory: expected the path of a file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is not a regular file");
        }
    }

    private long room(long size) {
        return rotation.isOn() ? rotation.maxBytes() - size : Long.MAX_VALUE;
    }

    /**
     * Returns the number of bytes, starting at an index, that can be written as complete lines without exceeding the
     * remaining space.
     */
    private static int fitting(byte[] lines, int at, long room) {
        int end = (int) Math.min(lines.length, at + Math.max(0, Math.min(room, Integer.MAX_VALUE / 2)));
        while (end > at && lines[end - 1] != '\n') {
            end--;
        }
        return end - at;
    }

    private static int firstLine(byte[] lines, int at) {
        int end = at;
        while (lines[end] != '\n') {
            end++;
        }
        return end + 1 - at;
    }

    /**
     * Terminates the last line if a crash left it incomplete, so that the next line is written separately. Returns the
     * size of the file. The samples in the incomplete line are delivered again.
     */
    private long endLastLine() throws IOException {
        create();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long size = file.length();
            if (size == 0) {
                return 0;
            }
            file.seek(size - 1);
            if (file.read() != '\n') {
                file.write('\n');
            }
            return file.length();
        } catch (IOException e) {
            throw failure("write", e);
        }
    }

    private void create() throws IOException {
        try {
            if (!Files.exists(path)) {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(MODE));
                Files.setPosixFilePermissions(path, MODE); // regardless of the umask
            }
        } catch (IOException e) {
            throw failure("create", e);
        }
    }

    /**
     * Increments the number in each full file's name, up to the first unused number. Only the file with the highest
     * number can be overwritten.
     */
    private void rotate() throws IOException {
        try {
            int free = 1;
            while (free < rotation.backupCount() && Files.exists(backup(free))) {
                free++;
            }
            for (int number = free; number > 0; number--) {
                Files.move(backup(number - 1), backup(number), StandardCopyOption.REPLACE_EXISTING);
            }
            create();
        } catch (IOException e) {
            throw failure("rotate", e);
        }
    }

    private Path backup(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }

    private void write(byte[] lines, int at, int length, long size) throws IOException {
        try (FileOutputStream out = new FileOutputStream(path.toFile(), true)) {
            out.write(lines, at, length);
            out.getFD().sync();
        } catch (IOException e) {
            cut(size);
            throw failure("write", e);
        }
    }

    /**
     * Removes the lines that were written before a failure. The lines are delivered again, so keeping them would fill
     * the disk with duplicates.
     */
    private void cut(long size) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            if (file.length() > size) {
                file.setLength(size);
            }
        } catch (IOException e) { // the lines remain in the file and will be duplicated
        }
    }

    /** Syncs the directory so that the name of a new file survives a power failure. */
    private void syncNames() throws IOException {
        try (FileChannel names = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            throw failure("create", e);
        }
    }

    private IOException failure(String what, IOException e) {
        String reason = e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        String plain = reason == null
                ? e.getClass().getSimpleName()
                : reason.replaceFirst("^.*\\((.+)\\)$", "$1"); // FileNotFoundException: PATH (REASON)
        return new IOException("cannot " + what + " " + path + ": " + plain, e);
    }
}
