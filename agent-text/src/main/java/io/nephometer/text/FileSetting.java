package io.nephometer.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file whose path is specified in a setting. Exception messages suggest a remedy and name both the setting and the
 * file.
 *
 * @param setting the name of the setting, for example {@code password_file}
 */
public record FileSetting(String setting, Path path) {

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** Returns the file's content as text. */
    public String read(Charset charset) throws IOException {
        try {
            return decoded(RegularFile.read(path), charset);
        } catch (NoSuchFileException e) { // the exception's message is only the path
            throw new IOException(this + " does not exist");
        } catch (AccessDeniedException e) {
            throw new IOException(this + " may not be read by the agent's user: chown " + user() + " " + path, e);
        } catch (CharacterCodingException e) {
            throw new IOException(this + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IOException(this + " cannot be read: " + why(e));
        }
    }

    private static String decoded(byte[] content, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    }

    /**
     * Returns the file's content as text after checking that the file is private.
     *
     * @throws IOException if the file cannot be read, or if users other than its owner have access to it
     */
    public String readPrivately(Charset charset) throws IOException {
        Set<PosixFilePermission> open;
        if (!Files.isRegularFile(path)) {
            return read(charset); // throws an exception that describes the kind of file
        }
        try {
            open = EnumSet.copyOf(OF_OTHERS);
            open.retainAll(Files.getPosixFilePermissions(path));
        } catch (UnsupportedOperationException | IOException e) {
            return read(charset); // the file system has no permissions, or read() explains the error better
        }
        if (!open.isEmpty()) {
            throw new IOException(this + " is open to others than its owner: " + remedy());
        }
        return read(charset);
    }

    /** Returns the secret that the file contains, without a trailing newline. */
    public String secret() throws IOException {
        String secret = readPrivately(StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        if (secret.isEmpty()) {
            throw new IOException(this + " is empty");
        }
        return secret;
    }

    private String remedy() throws IOException {
        String close = "chmod 600 " + path;
        return Files.getOwner(path).getName().equals(user()) ? close : "chown " + user() + " " + path + " && " + close;
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private static String why(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /**
     * Returns the name of the setting and the path of the file. If the setting's value does not look like a path, the
     * value is omitted because the operator may have entered the secret itself.
     */
    @Override
    public String toString() {
        return isPath() ? setting + " " + path : setting + " (its value is not shown, it must be the path of a file)";
    }

    private boolean isPath() {
        return Files.exists(path) || path.getNameCount() > 1 && Files.isDirectory(path.getParent());
    }
}
