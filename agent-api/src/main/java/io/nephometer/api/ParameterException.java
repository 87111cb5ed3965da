package io.nephometer.api;

import java.util.List;

/** Thrown if a parameter of a transformer in pipeline.yaml is wrong. It reports what is wrong and where. */
public final class ParameterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> path;
    private final int offset;

    /**
     * @param path the keys that lead to the wrong parameter, for example {@code target}, {@code scale}; empty if the
     *     parameters are wrong as a whole
     * @param offset the position of the mistake in the parameter's text, in characters; 0 if the whole text is wrong
     * @param message what is wrong and how to correct it
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
