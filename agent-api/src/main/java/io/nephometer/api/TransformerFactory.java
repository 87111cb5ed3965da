package io.nephometer.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that makes transformers of one kind. */
@ConsumerType
public interface TransformerFactory {

    /** As pipeline.yaml calls it: {@code rate_of_change}. */
    String name();

    /**
     * A new transformer, with no state yet, for one place in one sink.
     *
     * @param parameters as pipeline.yaml has them: strings, numbers (Long, BigInteger, Double), booleans, null, and lists
     *     and maps of these; empty if there are none
     * @throws ParameterException if they are wrong
     */
    Transformer open(Map<String, Object> parameters) throws ParameterException;
}
