package io.nephometer.transformer.basic.expression;

/** Why an expression has no value for some sample: an expected condition, so it carries no stack trace. */
public final class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int offset;

    EvaluationException(int offset, String message) {
        super(message, null, false, false);
        this.offset = offset;
    }

    /** The same, saying in which text. */
    EvaluationException in(String text) {
        return new EvaluationException(offset, getMessage() + " (column " + (offset + 1) + " of '" + text + "')");
    }

    int offset() {
        return offset;
    }
}
