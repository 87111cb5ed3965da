package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;

/**
 * A compiled expression that makes a number of samples: arithmetic, comparisons, {@code and or not}, {@code a if c else
 * b}, subscripts and attributes as in Python 3; no calls. An attribute that is missing is an empty map, which is false.
 */
public final class Expression {

    static final int LONGEST = 4096;

    private final String text;
    private final ExpressionNode root;
    private final List<String> meters;

    private Expression(String text, ExpressionNode root, List<String> meters) {
        this.text = text;
        this.root = root;
        this.meters = meters;
    }

    /** An expression of the fields of one sample: {@code volume / 1024}. */
    public static Expression ofSample(String text) throws SyntaxException {
        return compile(text, new NameResolver(false));
    }

    /** An expression of several meters: {@code $(a) / $(b)}; what follows a meter after a dot is a field of its sample. */
    public static Expression ofMeters(String text) throws SyntaxException {
        return compile(text, new NameResolver(true));
    }

    private static Expression compile(String text, NameResolver vocabulary) throws SyntaxException {
        if (text.length() > LONGEST) {
            throw new SyntaxException(LONGEST, "an expression has at most " + LONGEST + " characters");
        }
        ExpressionNode root = new ExpressionParser(Lexer.tokens(text), vocabulary).parse();
        return new Expression(text, root, List.copyOf(vocabulary.meters()));
    }

    /** The meters in it, in the order of their first appearance. */
    public List<String> meters() {
        return meters;
    }

    /** @throws EvaluationException if that is not a finite number */
    public Number evaluate(Sample sample) {
        return number(meter -> sample);
    }

    /**
     * @param samples by the names of the meters
     * @throws EvaluationException if that is not a finite number
     */
    public Number evaluate(Map<String, Sample> samples) {
        return number(samples::get);
    }

    private Number number(EvaluationScope scope) {
        Object value = value(scope);
        Number number = PythonValues.number(value);
        if (number == null || number instanceof Double real && !Double.isFinite(real)) {
            String what = number == null ? PythonValues.kind(value) : number.toString();
            throw new EvaluationException(0, "the result is " + what + ", not a finite number").in(text);
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
