package io.nephometer.transformer.basic.expression;

/**
 * Thrown when an expression, pattern or replacement contains a mistake. The exception contains the offset of the
 * mistake.
 */
public final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int offset;

    public SyntaxException(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    public int offset() {
        return offset;
    }
}
