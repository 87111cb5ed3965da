package io.nephometer.api;

import java.util.List;

/**
 * Thrown if a transformer's parameter in pipeline.yaml is invalid. The exception reports the mistake and its position.
 */
public final class ParameterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> path;
    private final int offset;

    /**
     * Creates an exception for an invalid parameter.
     *
     * @param path the keys that lead to the invalid parameter, for example {@code target} and {@code scale}; an empty
     *     list if the parameters are invalid as a whole
     * @param offset the offset of the mistake within the parameter's text, in characters; 0 if the whole text is
     *     invalid
     * @param message a description of the mistake and of how to correct it
     */
    public ParameterException(List<String> path, int offset, String message) {
        super(message);
        this.path = List.copyOf(path);
        this.offset = offset;
    }

    public List<String> path() {
        return path;
    }

    public int offset() {
        return offset;
    }
}
