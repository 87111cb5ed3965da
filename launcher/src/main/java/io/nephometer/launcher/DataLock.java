package io.nephometer.launcher;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.nephometer.launcher.cli.CommandException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The lock on a data directory. The lock is implemented as a locked file that contains the process ID. The lock is held
 * until this object is closed or the process ends. If the file cannot be written, for example because the disk is full
 * or read-only, the agent runs without the lock.
 */
final class DataLock implements Closeable {

    private static final System.Logger LOG = System.getLogger(DataLock.class.getPackageName());

    private final Closeable file;

    private DataLock(Closeable file) {
        this.file = file;
    }

    /** Locks a data directory. If the directory does not exist, it is created with owner-only permissions. */
    static DataLock take(Path data) throws CommandException {
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(data.toAbsolutePath().getParent());
                Files.createDirectory(
                        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return lock(data, CREATE, READ, WRITE);
        } catch (AccessDeniedException | FileAlreadyExistsException | NoSuchFileException e) {
            throw CommandException.failure("the data directory %s cannot be used: %s".formatted(data, reason(e)));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "the data directory {0} cannot be written: {1}; the agent keeps metering and holds samples in memory:"
                            + " make it writable and start the agent again, or specify a different --data directory",
                    data,
                    reason(e));
            return unwritable(data);
        }
    }

    /**
     * Returns a lock on a directory that is not writable. If the lock file exists, a shared lock is acquired so that an
     * agent that already holds the lock is still detected.
     */
    private static DataLock unwritable(Path data) throws CommandException {
        try {
            return lock(data, READ);
        } catch (IOException e) { // there is no lock file because no agent has used the directory
            return new DataLock(() -> {});
        }
    }

    private static DataLock lock(Path data, StandardOpenOption... options) throws IOException, CommandException {
        FileChannel file = FileChannel.open(data.resolve("lock"), options);
        boolean isWritable = List.of(options).contains(WRITE);
        try {
            if (locked(file, !isWritable)) {
                if (isWritable) {
                    sign(file);
                }
                return new DataLock(file);
            }
            throw CommandException.failure(
                    "the data directory %s is used by process %s; stop that agent or give another one with --data"
                            .formatted(data, content(file)));
        } catch (IOException | CommandException e) {
            file.close();
            throw e;
        }
    }

    private static void sign(FileChannel file) {
        try {
            file.truncate(0);
            file.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) { // the disk is full, but the file is locked
        }
    }

    private static boolean locked(FileChannel file, boolean shared) throws IOException {
        try {
            return file.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException e) { // this process holds the lock
            return false;
        }
    }

    private static String content(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        file.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    private static String pid() {
        return ProcessHandle.current().pid() + "\n";
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is not a directory";
        }
        if (e instanceof NoSuchFileException) {
            return "it cannot be created";
        }
        return e instanceof FileSystemException reasoned && reasoned.getReason() != null
                ? reasoned.getReason()
                : String.valueOf(e.getMessage());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
