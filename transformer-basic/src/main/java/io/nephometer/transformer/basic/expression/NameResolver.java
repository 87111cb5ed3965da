package io.nephometer.transformer.basic.expression;

import io.nephometer.text.Suggestion;
import io.nephometer.transformer.basic.expression.ExpressionNode.FieldOf;
import io.nephometer.transformer.basic.expression.ExpressionNode.Literal;
import java.util.LinkedHashSet;
import java.util.Set;

/** Resolves the names in an expression, either to fields of a single sample or to meters. */
final class NameResolver {

    static final String NO_FUNCTIONS = "functions are not available in expressions";

    private static final Set<String> RESERVED = Set.of("and", "or", "not", "if", "else", "in", "is");

    private final boolean hasMeters;
    private final Set<String> meters = new LinkedHashSet<>();

    NameResolver(boolean hasMeters) {
        this.hasMeters = hasMeters;
    }

    /** Returns the meters that have been resolved, in the order in which they first appear. */
    Set<String> meters() {
        return meters;
    }

    boolean isReserved(Token name) {
        return RESERVED.contains(name.text());
    }

    ExpressionNode resolveName(Token name, boolean called) throws SyntaxException {
        if (called) {
            throw new SyntaxException(name.at(), NO_FUNCTIONS + ", nor is '" + name.text() + "'");
        }
        return switch (name.text()) {
            case "None" -> new Literal(null);
            case "True" -> new Literal(true);
            case "False" -> new Literal(false);
            default -> field(name);
        };
    }

    private ExpressionNode field(Token name) throws SyntaxException {
        if (hasMeters) {
            throw new SyntaxException(
                    name.at(), "'" + name.text() + "' is not known: a meter is written $(" + name.text() + ")");
        }
        return new FieldOf("", known(name));
    }

    /**
     * Returns a node that reads a field of a meter's sample.
     *
     * @param attribute the name of the field that follows the meter and a dot, or null for the volume
     */
    ExpressionNode resolveMeter(Token meter, Token attribute) throws SyntaxException {
        if (!hasMeters) {
            throw new SyntaxException(
                    meter.at(), "no other meter is known here: 'volume' is that of the sample that is transformed");
        }
        meters.add(meter.text());
        return new FieldOf(meter.text(), attribute == null ? SampleField.VOLUME : known(attribute));
    }

    private static SampleField known(Token name) throws SyntaxException {
        return SampleField.named(name.text())
                .orElseThrow(() -> new SyntaxException(
                        name.at(),
                        "'" + name.text() + "' is not a field of a sample: did you mean '"
                                + Suggestion.nearest(name.text(), SampleField.names()) + "'?"));
    }
}
