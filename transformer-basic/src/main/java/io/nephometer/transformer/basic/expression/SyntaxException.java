package io.nephometer.transformer.basic.expression;

/** What is wrong with a text, and at which of its characters. */
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
