package io.nephometer.text.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.nephometer.text.PrintableText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * Writes values as JSON. Maps, collections, records, numbers, booleans and null are written as their JSON counterparts.
 * A duration is written as a number of seconds, and an empty {@code Optional} is written as null. Any other value is
 * written as the string that its {@code toString} method returns.
 */
public final class JsonWriter {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new Escapes());

    /**
     * The escape sequences for JSON strings. JSON does not require characters such as DEL to be escaped, but they are
     * escaped here because they can control a terminal.
     */
    private static final class Escapes extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[0x7f] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return Character.isSurrogate((char) character) || PrintableText.isPrintable(character)
                    ? null
                    : new SerializedString("\\u%04x".formatted(character));
        }
    }

    private JsonWriter() {}

    /** Returns a value as indented JSON. */
    public static String of(Object value) {
        return text(value, JsonGenerator::useDefaultPrettyPrinter);
    }

    /** Returns a value as JSON on a single line. */
    public static String line(Object value) {
        return text(value, json -> json);
    }

    private static String text(Object value, UnaryOperator<JsonGenerator> format) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = format.apply(FACTORY.createGenerator(text))) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter never throws
        }
        return text + "\n";
    }

    /**
     * Returns the components of a record as a map whose keys are in snake case, for example {@code read_bytes} for
     * {@code readBytes}.
     */
    public static Map<String, Object> fields(Record values) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            String name = component.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // also permits package-private records
            try {
                fields.put(name, accessor.invoke(values));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e); // the accessors of these records never throw
            }
        }
        return fields;
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Record fields) {
            write(json, fields(fields));
        } else if (value instanceof Optional<?> optional) {
            write(json, optional.orElse(null));
        } else if (value instanceof OptionalDouble number) {
            write(json, number.isPresent() ? number.getAsDouble() : null);
        } else if (value instanceof Duration duration) {
            json.writeNumber(duration.toNanos() / NANOS_PER_SECOND);
        } else if (value instanceof Number || value instanceof Boolean || value == null) {
            json.writeObject(value);
        } else {
            json.writeString(value.toString());
        }
    }
}
