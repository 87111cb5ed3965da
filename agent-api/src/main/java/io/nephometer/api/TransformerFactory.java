package io.nephometer.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens transformers of a particular kind. */
@ConsumerType
public interface TransformerFactory {

    /**
     * Returns the name by which pipeline.yaml refers to this kind of transformer, for example {@code rate_of_change}.
     * The name consists of letters, digits and the characters {@code _ . + -}.
     */
    String name();

    /**
     * Opens a new transformer with no initial state for one position in one sink.
     *
     * @param parameters the parameters from pipeline.yaml: strings, numbers (Long, BigInteger, Double), booleans, null,
     *     and lists and maps of such values; an empty map if there are no parameters
     * @throws ParameterException if a parameter is invalid
     */
    Transformer open(Map<String, Object> parameters) throws ParameterException;
}
