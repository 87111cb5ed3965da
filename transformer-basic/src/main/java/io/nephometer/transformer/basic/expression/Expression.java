package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;

/**
 * A compiled expression that computes a number from samples. The syntax is a subset of Python 3: arithmetic,
 * comparisons, {@code and}, {@code or}, {@code not}, {@code a if c else b}, subscripts and attributes, but no function
 * calls. A missing attribute evaluates to an empty map and therefore counts as false.
 */
public final class Expression {

    static final int MAX_LENGTH = 4096;

    private final String text;
    private final ExpressionNode root;
    private final List<String> meters;

    private Expression(String text, ExpressionNode root, List<String> meters) {
        this.text = text;
        this.root = root;
        this.meters = meters;
    }

    /** Compiles an expression that refers to the fields of a single sample, for example {@code volume / 1024}. */
    public static Expression ofSample(String text) throws SyntaxException {
        return compile(text, new NameResolver(false));
    }

    /**
     * Compiles an expression that refers to several meters, for example {@code $(a) / $(b)}. A dot and a name after a
     * meter refer to a field of the meter's sample.
     */
    public static Expression ofMeters(String text) throws SyntaxException {
        return compile(text, new NameResolver(true));
    }

    private static Expression compile(String text, NameResolver resolver) throws SyntaxException {
        if (text.length() > MAX_LENGTH) {
            throw new SyntaxException(MAX_LENGTH, "an expression has at most " + MAX_LENGTH + " characters");
        }
        ExpressionNode root = new ExpressionParser(Lexer.tokens(text), resolver).parse();
        return new Expression(text, root, List.copyOf(resolver.meters()));
    }

    /** Returns the meters in the expression, in the order in which they first appear. */
    public List<String> meters() {
        return meters;
    }

    /**
     * Returns the value of the expression for a sample.
     *
     * @throws EvaluationException if the value is not a finite number
     */
    public Number evaluate(Sample sample) {
        return number(meter -> sample);
    }

    /**
     * Returns the value of the expression for the samples of several meters.
     *
     * @param samples the samples, keyed by the names of their meters
     * @throws EvaluationException if the value is not a finite number
     */
    public Number evaluate(Map<String, Sample> samples) {
        return number(samples::get);
    }

    private Number number(EvaluationScope scope) {
        Object value = value(scope);
        Number number = PythonValues.number(value);
        if (number == null || number instanceof Double real && !Double.isFinite(real)) {
            String actual = number == null ? PythonValues.kind(value) : number.toString();
            throw new EvaluationException(0, "the result is " + actual + ", not a finite number").in(text);
        }
        return number;
    }

    Object value(EvaluationScope scope) {
        try {
            return root.value(scope);
        } catch (EvaluationException e) {
            throw e.in(text);
        }
    }
}
