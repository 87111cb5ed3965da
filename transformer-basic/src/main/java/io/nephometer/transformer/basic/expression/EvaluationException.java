package io.nephometer.transformer.basic.expression;

/** Reports why an expression has no value for a sample. Such failures are expected, so there is no stack trace. */
public final class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int offset;

    EvaluationException(int offset, String message) {
        super(message, null, false, false);
        this.offset = offset;
    }

    /** Returns the same exception with the text and column in its message. */
    EvaluationException in(String text) {
        return new EvaluationException(offset, getMessage() + " (column " + (offset + 1) + " of '" + text + "')");
    }

    int offset() {
        return offset;
    }
}
