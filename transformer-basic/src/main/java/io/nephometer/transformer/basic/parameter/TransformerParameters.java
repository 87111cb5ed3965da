package io.nephometer.transformer.basic.parameter;

import io.nephometer.api.Meter;
import io.nephometer.api.Nearest;
import io.nephometer.api.ParameterException;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.expression.SyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of parameters and where it stands among all of them. A null counts as absent, unless said otherwise.
 *
 * @param path keys from the whole down to this map
 */
public record TransformerParameters(Map<String, Object> values, List<String> path) {

    /** Something that compiles a text. */
    public interface Compiler<T> {
        T compile(String text) throws SyntaxException;
    }

    /** All parameters of a transformer that knows these keys and no other. */
    public static TransformerParameters of(Map<String, Object> values, String... known) throws ParameterException {
        TransformerParameters all = new TransformerParameters(values, List.of());
        all.check(known);
        return all;
    }

    /** The map under a key; empty if there is none. */
    public TransformerParameters section(String key, String... known) throws ParameterException {
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            throw wrong(key, "a map is expected here, not '" + value + "'");
        }
        @SuppressWarnings("unchecked") // of any keys: they are checked next
        Map<String, Object> map = value == null ? Map.of() : (Map<String, Object>) value;
        TransformerParameters section = new TransformerParameters(map, pathTo(key));
        section.check(known);
        return section;
    }

    private void check(String... known) throws ParameterException {
        for (Object key : values.keySet()) {
            if (!Arrays.asList(known).contains(key)) {
                String nearest = Nearest.of(String.valueOf(key), Arrays.asList(known));
                throw wrong(String.valueOf(key), "'" + key + "' is not known here: did you mean '" + nearest + "'?");
            }
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    public Object value(String key) {
        return values.get(key);
    }

    public Optional<String> text(String key) throws ParameterException {
        Object value = values.get(key);
        if (value != null && !(value instanceof String)) {
            throw wrong(key, "a text is expected here: \"" + value + "\"");
        }
        return Optional.ofNullable((String) value);
    }

    public Optional<String> meterName(String key) throws ParameterException {
        Optional<String> name = text(key);
        try {
            name.ifPresent(text -> Meter.gauge(text, ""));
        } catch (IllegalArgumentException e) {
            throw wrong(key, e.getMessage());
        }
        return name;
    }

    public Optional<Meter.Type> type(String key) throws ParameterException {
        Optional<String> text = text(key);
        for (Meter.Type type : Meter.Type.values()) {
            if (text.isPresent() && type.toString().equals(text.get())) {
                return Optional.of(type);
            }
        }
        if (text.isPresent()) {
            throw wrong(key, "'" + text.get() + "' is no type: gauge, cumulative and delta are");
        }
        return Optional.empty();
    }

    /** A finite number. */
    public Optional<Number> number(String key) throws ParameterException {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            throw wrong(key, "'" + value + "' is no finite number");
        }
        return Optional.of(PythonNumbers.of(number));
    }

    public boolean flag(String key) throws ParameterException {
        Object value = values.get(key);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(key, "'" + value + "' is neither true nor false");
        }
        return Boolean.TRUE.equals(value);
    }

    public <T> T compiled(String key, Compiler<T> compiler) throws ParameterException {
        try {
            return compiler.compile(text(key).orElse(""));
        } catch (SyntaxException e) {
            throw new ParameterException(pathTo(key), e.offset(), e.getMessage());
        }
    }

    public ParameterException wrong(String key, String message) {
        return new ParameterException(pathTo(key), 0, message);
    }

    private List<String> pathTo(String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
