package io.nephometer.hypervisor.libvirt.disk;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The kernel's status of the file at a path, with symbolic links followed.
 *
 * @param length the length of the file in bytes
 * @param allocated the bytes that the file occupies: fewer than its length if it is sparse
 * @param device the number of the file system
 * @param inode the number of the file in its file system
 */
public record FileStat(Kind kind, long length, long allocated, long device, long inode) {

    enum Kind {
        REGULAR,
        BLOCK,
        OTHER
    }

    /** The size of struct statx, which is the same on all machines, unlike struct stat. The JDK does not read the blocks of a file. */
    private static final int STATX = 256;

    private static final int MODE = 28;
    private static final int INODE = 32;
    private static final int LENGTH = 40;
    private static final int BLOCKS = 48;
    private static final int DEVICE = 136; // two numbers of 4 bytes
    private static final int BLOCK = 512;
    private static final int WORKING_DIRECTORY = -100;
    private static final int BASIC = 0x7ff;
    private static final int TYPE = 0xF000;
    private static final int TYPE_REGULAR = 0x8000;
    private static final int TYPE_BLOCK = 0x6000;

    /** Returns empty if this process cannot read the status. Blocks while the storage does not answer. */
    public static Optional<FileStat> read(String path) {
        byte[] answer = new byte[STATX];
        byte[] name = (path + '\0').getBytes(StandardCharsets.UTF_8);
        try {
            Function statx = NativeLibrary.getProcess().getFunction("statx");
            int failed = statx.invokeInt(new Object[] {WORKING_DIRECTORY, name, 0, BASIC, answer});
            return failed == 0
                    ? Optional.of(parse(ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder())))
                    : Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty(); // the C library is older than the call
        }
    }

    private static FileStat parse(ByteBuffer statx) {
        Kind kind =
                switch (statx.getShort(MODE) & TYPE) {
                    case TYPE_REGULAR -> Kind.REGULAR;
                    case TYPE_BLOCK -> Kind.BLOCK;
                    default -> Kind.OTHER;
                };
        return new FileStat(
                kind,
                statx.getLong(LENGTH),
                BLOCK * statx.getLong(BLOCKS),
                statx.getLong(DEVICE),
                statx.getLong(INODE));
    }
}
