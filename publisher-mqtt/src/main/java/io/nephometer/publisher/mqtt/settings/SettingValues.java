package io.nephometer.publisher.mqtt.settings;

import io.nephometer.text.FileSetting;
import io.nephometer.text.Suggestion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values in a .cfg file, keyed by setting name. An invalid value is replaced with the default for its key, and the
 * mistake is recorded along with the names of the file and the key. Messages never contain values, because a value may
 * be a secret that was assigned to the wrong key.
 */
final class SettingValues {

    private final String file;
    private final Map<String, String> values = new HashMap<>();
    private final List<String> mistakes = new ArrayList<>();

    SettingValues(String file, Map<String, ?> properties, Collection<String> knownKeys) {
        this.file = file;
        properties.forEach((key, value) -> {
            if (knownKeys.contains(key)) {
                values.put(key, String.valueOf(value).strip());
            } else if (!key.startsWith("service.") && !key.startsWith("felix.")) { // the platform adds such keys
                mistakes.add(file + ": " + unknown(key, String.valueOf(value), knownKeys));
            }
        });
    }

    private static String unknown(String key, String value, Collection<String> knownKeys) {
        return value.isBlank()
                ? "a line is not KEY=VALUE; it is not shown, as it may be a secret"
                : Suggestion.unknownKey(key, knownKeys);
    }

    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /** Records a mistake in a value. The default is used instead of the value. */
    void addMistake(String message) {
        mistakes.add(file + ": " + message + "; the default is taken");
    }

    IllegalArgumentException invalid(String message) {
        return new IllegalArgumentException(file + ": " + message);
    }

    /** Returns the value of a key as text, or an empty result if the key is absent or its value is empty. */
    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(text -> !text.isEmpty());
    }

    boolean has(String key) {
        return text(key).isPresent();
    }

    Optional<FileSetting> file(String key) {
        try {
            return text(key).map(text -> new FileSetting(key, Path.of(text)));
        } catch (InvalidPathException e) {
            throw invalid(key + ": expected the path of a file");
        }
    }

    boolean bool(String key) {
        return switch (text(key).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                addMistake(key + ": expected true or false");
                yield false;
            }
        };
    }

    int integer(String key, int fallback, int min, int max) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // not a number: reported below, like a number out of range
        }
        addMistake(key + ": expected a whole number from " + min + " to " + max);
        return fallback;
    }
}
