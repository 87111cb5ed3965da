package io.nephometer.publisher.mqtt;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to connect, whichever broker it is.
 *
 * @param timeout the longest silence of a broker before it is given up
 * @param keepAlive how often an idle link is tried
 */
record Settings(
        Optional<String> username,
        Optional<Path> passwordFile,
        boolean allowPlaintextPassword,
        Duration timeout,
        Duration keepAlive) {

    static final String PID = "io.nephometer.publisher.mqtt";

    private static final int LONGEST = 65_535; // what MQTT has room for, in seconds

    /** @throws IllegalArgumentException if one of them is wrong */
    static Settings of(
            String username, String passwordFile, boolean allowPlaintextPassword, int timeout, int keepAlive) {
        if (!passwordFile.isBlank() && username.isEmpty()) {
            throw new IllegalArgumentException("password_file without username: MQTT has no password without a user");
        }
        return new Settings(
                Optional.of(username).filter(name -> !name.isEmpty()),
                Optional.of(passwordFile).filter(name -> !name.isBlank()).map(Path::of),
                allowPlaintextPassword,
                seconds("timeout", timeout),
                seconds("keep_alive", keepAlive));
    }

    private static Duration seconds(String name, int value) {
        if (value < 1 || value > LONGEST) {
            throw new IllegalArgumentException(name + "=" + value + ": whole seconds from 1 to " + LONGEST);
        }
        return Duration.ofSeconds(value);
    }

    /** @throws IllegalArgumentException if the password would cross a network that anyone may listen to */
    void check(MqttUrl url) {
        if (passwordFile.isPresent() && !url.isTls() && !url.isLoopback() && !allowPlaintextPassword) {
            throw new IllegalArgumentException(url.address() + " would send the password readable by anyone on the way:"
                    + " use mqtts://, or set allow_plaintext_password=true in " + PID + ".cfg");
        }
    }

    /** What the password file holds now, without the newline at its end; null if there is no such file configured. */
    char[] password() throws IOException {
        if (passwordFile.isEmpty()) {
            return null;
        }
        Path file = passwordFile.get();
        try {
            String password = Files.readString(file).replaceFirst("\\r?\\n\\z", "");
            if (password.isEmpty()) {
                throw new IOException("password_file " + file + " is empty");
            }
            return password.toCharArray();
        } catch (NoSuchFileException e) {
            throw new IOException("password_file " + file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException("password_file " + file + " may not be read by the agent's user", e);
        } catch (CharacterCodingException e) {
            throw new IOException("password_file " + file + " is not UTF-8 text", e);
        }
    }
}
