package io.nephometer.transformer.basic.expression;

/**
 * Thrown when an expression has no value for a sample. The exception has no stack trace because evaluation failures are
 * expected.
 */
public final class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int offset;

    EvaluationException(int offset, String message) {
        super(message, null, false, false);
        this.offset = offset;
    }

    /** Returns a copy of this exception whose message also contains the expression and the column of the failure. */
    EvaluationException in(String text) {
        return new EvaluationException(offset, getMessage() + " (column " + (offset + 1) + " of '" + text + "')");
    }

    int offset() {
        return offset;
    }
}
