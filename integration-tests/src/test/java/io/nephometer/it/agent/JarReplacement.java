package io.nephometer.it.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Replaces one jar by another. */
public final class JarReplacement {

    private JarReplacement() {}

    /** The same bundle in other bytes. */
    public static Path variant(Path jar, Path directory, int number) {
        try {
            Path other = Files.createTempFile(directory, "variant", ".jar");
            try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
                    ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(other))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
                out.putNextEntry(new ZipEntry("number-" + number));
            }
            return other;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Replaces it by a rename, or by writing over it. */
    public static void put(Path jar, Path target, boolean atOnce) {
        try (InputStream in = Files.newInputStream(jar)) {
            if (atOnce) {
                Path part = target.resolveSibling("." + target.getFileName());
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                try (OutputStream out = Files.newOutputStream(target)) {
                    in.transferTo(out);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
