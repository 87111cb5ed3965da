package io.nephometer.publisher.mqtt.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephometer.text.RegularFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings from all .cfg files: the plain file and one file for each {@code ?client=NAME}. A mistake in a file
 * affects only the URLs that select that file.
 */
public final class MqttSettingsFiles {

    /** The name of the settings that a URL without a {@code client} parameter selects. */
    private static final String PLAIN = "";

    private static final Pattern FILE = Pattern.compile(Pattern.quote(MqttSettings.PID) + "([~-](?<client>.+))?\\.cfg");

    private final Map<String, MqttSettings> settings = new TreeMap<>();
    private final Map<String, String> mistakes = new TreeMap<>();

    private MqttSettingsFiles() {}

    /** @param files the contents of each .cfg file, keyed by PID; the PID of a named file ends in {@code ~NAME} */
    public static MqttSettingsFiles of(Map<String, ? extends Map<String, ?>> files) {
        MqttSettingsFiles all = new MqttSettingsFiles();
        files.forEach(all::add);
        if (!files.containsKey(MqttSettings.PID)) {
            all.add(MqttSettings.PID, Map.of());
        }
        return all;
    }

    /**
     * Reads the .cfg files in a folder in the same way as the platform does. The folder need not contain any .cfg
     * files.
     */
    public static MqttSettingsFiles read(Path folder) throws IOException {
        Map<String, Map<String, Object>> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, MqttSettings.PID + "*.cfg")) {
            for (Path file : found) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    String client = name.group("client");
                    files.put(MqttSettings.PID + (client == null ? "" : "~" + client), values(file));
                }
            }
        } catch (NoSuchFileException e) {
            return of(Map.of());
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return of(files);
    }

    private static Map<String, Object> values(Path file) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(RegularFile.read(file)))
                    .toString()));
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8 text", e);
        } catch (FileSystemException e) { // the exception's message contains the file
            throw e;
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        Map<String, Object> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private void add(String pid, Map<String, ?> values) {
        String name = pid.equals(MqttSettings.PID) ? PLAIN : pid.substring(MqttSettings.PID.length() + 1);
        try {
            settings.put(name, MqttSettings.of(pid + ".cfg", values));
        } catch (IllegalArgumentException e) {
            mistakes.put(name, e.getMessage());
        }
    }

    /** Returns the mistakes in all files, including mistakes that do not prevent the use of a file. */
    public List<String> mistakes() {
        return Stream.concat(
                        mistakes.values().stream(),
                        settings.values().stream().flatMap(file -> file.mistakes().stream()))
                .toList();
    }

    /** @throws IOException if the selected file does not exist or contains a mistake that prevents its use */
    public MqttSettings select(Optional<String> client) throws IOException {
        String name = client.orElse(PLAIN);
        if (mistakes.containsKey(name)) {
            throw new IOException(mistakes.get(name));
        }
        if (!settings.containsKey(name)) {
            throw new IOException("client=" + name + ": there is no conf/" + MqttSettings.PID + "~" + name
                    + ".cfg: make it, with the keys of " + MqttSettings.PID
                    + ".cfg, or leave client= out to use that one");
        }
        return settings.get(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MqttSettingsFiles that
                && settings.equals(that.settings)
                && mistakes.equals(that.mistakes);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }
}
