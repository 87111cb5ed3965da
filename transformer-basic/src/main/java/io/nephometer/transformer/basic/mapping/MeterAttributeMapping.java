package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.ParameterException;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import io.nephometer.transformer.basic.pattern.PythonPattern;
import io.nephometer.transformer.basic.pattern.PythonReplacement;
import java.util.Optional;

/** Maps the name or the unit of a meter to a new name or unit. */
interface MeterAttributeMapping {

    String apply(String value);

    /**
     * Returns a mapping that replaces {@code map_from} with {@code map_to} if both parameters contain the attribute.
     * The target's fixed value, if any, is used if either parameter lacks the attribute or if the mapping results in an
     * empty value.
     */
    static MeterAttributeMapping of(
            String key, Optional<String> fixed, TransformerParameters source, TransformerParameters target)
            throws ParameterException {
        TransformerParameters from = source.section("map_from", "name", "unit");
        TransformerParameters to = target.section("map_to", "name", "unit");
        Optional<String> pattern = from.text(key);
        Optional<String> replacement = to.text(key);
        if (pattern.isEmpty() || replacement.isEmpty()) {
            return fixed.<MeterAttributeMapping>map(value -> any -> value).orElse(any -> any);
        }
        PythonPattern compiled = from.compiled(key, PythonPattern::compile);
        PythonReplacement template = to.compiled(key, text -> PythonReplacement.compile(text, compiled));
        return value -> mapped(value, compiled.replaceAll(value, template), fixed);
    }

    private static String mapped(String value, String mapped, Optional<String> fixed) {
        return mapped.isEmpty() ? fixed.orElse(value) : mapped;
    }
}
