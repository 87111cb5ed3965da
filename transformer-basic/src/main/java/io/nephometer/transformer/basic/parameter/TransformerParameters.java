package io.nephometer.transformer.basic.parameter;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.text.Suggestion;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.expression.SyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of parameters, together with the path that identifies the map in error messages. A null value counts as absent
 * unless stated otherwise.
 *
 * @param path the keys that lead from the root map to this map
 */
public record TransformerParameters(Map<String, Object> values, List<String> path) {

    /** A function that compiles the text of a parameter. */
    public interface Compiler<T> {
        T compile(String text) throws SyntaxException;
    }

    /** Returns the parameters of a transformer. An unknown key is an error. */
    public static TransformerParameters of(Map<String, Object> values, String... known) throws ParameterException {
        TransformerParameters all = new TransformerParameters(values, List.of());
        all.check(known);
        return all;
    }

    /** Returns the map stored under a key, or an empty map if the key is absent. */
    public TransformerParameters section(String key, String... known) throws ParameterException {
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            throw invalid(key, "expected a map, not '" + value + "'");
        }
        @SuppressWarnings("unchecked") // the keys may have any type: they are checked next
        Map<String, Object> map = value == null ? Map.of() : (Map<String, Object>) value;
        TransformerParameters section = new TransformerParameters(map, pathTo(key));
        section.check(known);
        return section;
    }

    private void check(String... known) throws ParameterException {
        for (Object key : values.keySet()) {
            if (!Arrays.asList(known).contains(key)) {
                String nearest = Suggestion.nearest(String.valueOf(key), Arrays.asList(known));
                throw invalid(String.valueOf(key), "unknown parameter '" + key + "': did you mean '" + nearest + "'?");
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
            throw invalid(key, "expected a text: \"" + value + "\"");
        }
        return Optional.ofNullable((String) value);
    }

    public Optional<String> meterName(String key) throws ParameterException {
        Optional<String> name = text(key);
        try {
            name.ifPresent(text -> Meter.gauge(text, ""));
        } catch (IllegalArgumentException e) {
            throw invalid(key, e.getMessage());
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
            throw invalid(key, "'" + text.get() + "' is not a meter type: expected gauge, cumulative or delta");
        }
        return Optional.empty();
    }

    /** Returns the finite number stored under a key, or an empty {@code Optional} if the key is absent. */
    public Optional<Number> number(String key) throws ParameterException {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            throw invalid(key, "'" + value + "' is not a finite number");
        }
        return Optional.of(PythonNumbers.of(number));
    }

    public boolean flag(String key) throws ParameterException {
        Object value = values.get(key);
        if (value != null && !(value instanceof Boolean)) {
            throw invalid(key, "'" + value + "' is neither true nor false");
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

    public ParameterException invalid(String key, String message) {
        return new ParameterException(pathTo(key), 0, message);
    }

    private List<String> pathTo(String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
