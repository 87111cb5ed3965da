package io.nephometer.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens transformers of one kind. */
@ConsumerType
public interface TransformerFactory {

    /** Returns the name by which pipeline.yaml refers to this kind, for example {@code rate_of_change}. */
    String name();

    /**
     * Opens a new transformer without state for one position in one sink.
     *
     * @param parameters the parameters from pipeline.yaml: strings, numbers (Long, BigInteger, Double), booleans, null,
     *     and lists and maps of these; empty if there are none
     * @throws ParameterException if a parameter is invalid
     */
    Transformer open(Map<String, Object> parameters) throws ParameterException;
}
