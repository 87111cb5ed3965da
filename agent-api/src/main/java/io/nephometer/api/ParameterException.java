package io.nephometer.api;

import java.util.List;

/**
 * Thrown if a parameter of a transformer in pipeline.yaml is invalid. The exception reports the mistake and its
 * position.
 */
public final class ParameterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> path;
    private final int offset;

    /**
     * Creates an exception for an invalid parameter.
     *
     * @param path the keys that lead to the invalid parameter, for example {@code target}, {@code scale}; empty if the
     *     parameters are invalid as a whole
     * @param offset the position of the mistake in the parameter's text, in characters; 0 if the whole text is invalid
     * @param message the mistake and how to correct it
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
