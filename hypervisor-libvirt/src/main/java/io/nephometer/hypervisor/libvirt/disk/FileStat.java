package io.nephometer.hypervisor.libvirt.disk;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The status of a file as reported by the kernel. Symbolic links are followed.
 *
 * @param length the length of the file in bytes
 * @param allocated the number of bytes that the file occupies in storage; a sparse file occupies fewer bytes than its
 *     length suggests
 * @param device the device number of the file system that contains the file
 * @param inode the inode number of the file in its file system
 */
public record FileStat(Kind kind, long length, long allocated, long device, long inode) {

    enum Kind {
        REGULAR,
        BLOCK,
        OTHER
    }

    /**
     * The size of struct statx in bytes. Unlike struct stat, struct statx has the same layout on all architectures. A
     * native call is required because the JDK does not provide the number of blocks that a file occupies.
     */
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

    /**
     * Returns the status of the file at a path, or an empty {@code Optional} if this process cannot read the status.
     * This method blocks until the storage responds.
     */
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
            return Optional.empty(); // the C library is too old to provide the function
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
