package io.nephometer.api;

import java.util.List;

/** What is wrong with a parameter of pipeline.yaml, and where. */
public final class ParameterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> path;
    private final int offset;

    /**
     * @param path keys from the parameters down to the wrong one, for example {@code target}, {@code scale}; empty for the
     *     parameters as a whole
     * @param offset how many characters into the parameter's text it is wrong; 0 if the whole of it is
     * @param message what is wrong and what is expected
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
