package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import java.util.Optional;

/** What becomes of the name or the unit of a meter. */
interface Attribute {

    String of(String value);

    /**
     * By {@code map_from} and {@code map_to}, if both have the attribute; what they make empty, and all if not, by the
     * target's own value.
     */
    static Attribute of(String key, Optional<String> fixed, Parameters source, Parameters target)
            throws ParameterException {
        Parameters from = source.section("map_from", "name", "unit");
        Parameters to = target.section("map_to", "name", "unit");
        Optional<String> pattern = from.text(key);
        Optional<String> replacement = to.text(key);
        if (pattern.isEmpty() || replacement.isEmpty()) {
            return fixed.<Attribute>map(value -> any -> value).orElse(any -> any);
        }
        PythonPattern compiled = from.compiled(key, PythonPattern::compile);
        Replacement template = to.compiled(key, text -> Replacement.compile(text, compiled));
        return value -> mapped(value, compiled.replaceAll(value, template), fixed);
    }

    private static String mapped(String value, String mapped, Optional<String> fixed) {
        return mapped.isEmpty() ? fixed.orElse(value) : mapped;
    }
}
