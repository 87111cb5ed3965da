package io.nephometer.agent.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A private copy of a bundle's jar. Other users cannot change the copy while the jar is being verified and installed.
 *
 * @param staged the path of the copy
 * @param sha256 the SHA-256 checksum of the copy, in hexadecimal
 */
record StagedJar(Path staged, String sha256) {

    private static final long MAX_BYTES = 20L << 20;
    private static final long MAX_INFLATED = 100L << 20;
    private static final int MAX_ENTRIES = 5_000;

    /** The symbolic name and the version of a bundle, as specified in the bundle's manifest. */
    record Identity(String symbolicName, Version version) {
        @Override
        public String toString() {
            return symbolicName + " " + version;
        }
    }

    /**
     * Copies a jar and computes the checksum of the copy.
     *
     * @param place the directory for the copy; only the agent's user can access this directory
     * @throws RefusedJarException if the jar is too large
     */
    static StagedJar stage(Path file, Path place) throws RefusedJarException, IOException {
        Path staged = Files.createTempFile(place, "plugin-", ".jar");
        MessageDigest digest = newDigest();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out =
                        new DigestOutputStream(Files.newOutputStream(staged, StandardOpenOption.WRITE), digest)) {
            byte[] buffer = new byte[1 << 16];
            long left = MAX_BYTES;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new RefusedJarException("it is larger than %s MiB".formatted(MAX_BYTES >> 20));
                }
                out.write(buffer, 0, n);
            }
        } catch (RefusedJarException | IOException e) {
            Files.deleteIfExists(staged);
            throw e;
        }
        return new StagedJar(staged, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM provides SHA-256
        }
    }

    void discard() throws IOException {
        Files.deleteIfExists(staged);
    }

    /** Reads the entire jar and checks that it is a complete, undamaged bundle within the size limits. */
    Identity verify() throws RefusedJarException, IOException {
        try (ZipFile zip = new ZipFile(staged.toFile())) {
            if (zip.size() > MAX_ENTRIES) {
                throw new RefusedJarException("it has more than %s entries".formatted(MAX_ENTRIES));
            }
            long left = MAX_INFLATED;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                checkName(entry.getName());
                left -= read(zip, entry, left);
            }
            return identity(zip);
        } catch (ZipException e) {
            throw new RefusedJarException("it is not a complete jar: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) { // the encoding of an entry's name is invalid
            throw new RefusedJarException("it is not a valid jar: " + e.getMessage(), e);
        }
    }

    private static void checkName(String name) throws RefusedJarException {
        boolean outside = name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0
                || ("/" + name + "/").contains("/../");
        if (outside) {
            throw new RefusedJarException("its entry '%s' would lie outside of it".formatted(name));
        }
    }

    /**
     * Reads an entry and returns its size in bytes. The entry's CRC is also checked because {@link ZipFile} does not
     * check it.
     */
    private static long read(ZipFile zip, ZipEntry entry, long most) throws RefusedJarException, IOException {
        CRC32 sum = new CRC32();
        byte[] buffer = new byte[1 << 14];
        long bytes = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum.update(buffer, 0, n);
                bytes += n;
                if (bytes > most) {
                    throw new RefusedJarException("it inflates to more than %s MiB".formatted(MAX_INFLATED >> 20));
                }
            }
        }
        if (entry.getCrc() != -1 && entry.getCrc() != sum.getValue()) {
            throw new RefusedJarException("its entry '%s' is damaged: the sum is wrong".formatted(entry.getName()));
        }
        return bytes;
    }

    private static Identity identity(ZipFile zip) throws RefusedJarException, IOException {
        ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
        if (entry == null) {
            throw new RefusedJarException("it is not a bundle: it has no META-INF/MANIFEST.MF");
        }
        Attributes main;
        try (InputStream in = zip.getInputStream(entry)) {
            main = new Manifest(in).getMainAttributes();
        } catch (IOException e) {
            throw new RefusedJarException("its META-INF/MANIFEST.MF cannot be read: " + e.getMessage(), e);
        }
        String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null || !"2".equals(main.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
            throw new RefusedJarException("it is not a bundle: its manifest has no Bundle-SymbolicName"
                    + " and Bundle-ManifestVersion: 2 (bnd-maven-plugin writes them)");
        }
        if (main.getValue(Constants.FRAGMENT_HOST) != null) {
            throw new RefusedJarException("it is a fragment, which cannot be a plugin");
        }
        try {
            return new Identity(
                    name.split(";", 2)[0].strip(), Version.parseVersion(main.getValue(Constants.BUNDLE_VERSION)));
        } catch (IllegalArgumentException e) {
            throw new RefusedJarException("its Bundle-Version is not valid: " + e.getMessage(), e);
        }
    }
}
