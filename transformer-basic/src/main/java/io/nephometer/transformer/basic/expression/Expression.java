package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;

/**
 * A compiled expression that computes a number from samples: arithmetic, comparisons, {@code and or not}, {@code a if c else
 * b}, subscripts and attributes as in Python 3; no calls. A missing attribute is an empty map, which is false.
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

    /** Compiles an expression of the fields of one sample: {@code volume / 1024}. */
    public static Expression ofSample(String text) throws SyntaxException {
        return compile(text, new NameResolver(false));
    }

    /** Compiles an expression of several meters: {@code $(a) / $(b)}. A name after a meter and a dot is a field of its sample. */
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

    /** Returns the meters of the expression in the order in which they first appear. */
    public List<String> meters() {
        return meters;
    }

    /** @throws EvaluationException if the value is not a finite number */
    public Number evaluate(Sample sample) {
        return number(meter -> sample);
    }

    /**
     * @param samples the samples by the names of their meters
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
