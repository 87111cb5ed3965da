package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Nearest;
import io.nephometer.transformer.basic.expression.ExpressionNode.FieldOf;
import io.nephometer.transformer.basic.expression.ExpressionNode.Literal;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the names of an expression mean: fields of the one sample there is, or meters. */
final class NameResolver {

    static final String NO_FUNCTIONS = "functions are not available in expressions";

    private static final Set<String> RESERVED = Set.of("and", "or", "not", "if", "else", "in", "is");

    private final boolean ofMeters;
    private final Set<String> meters = new LinkedHashSet<>();

    NameResolver(boolean ofMeters) {
        this.ofMeters = ofMeters;
    }

    /** Those that were asked for, in the order of their first appearance. */
    Set<String> meters() {
        return meters;
    }

    boolean isReserved(Token name) {
        return RESERVED.contains(name.text());
    }

    ExpressionNode name(Token name, boolean called) throws SyntaxException {
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
        if (ofMeters) {
            throw new SyntaxException(
                    name.at(), "'" + name.text() + "' is not known: a meter is written $(" + name.text() + ")");
        }
        return new FieldOf("", known(name));
    }

    /** @param attribute what follows the meter after a dot; null: its volume is meant */
    ExpressionNode meter(Token meter, Token attribute) throws SyntaxException {
        if (!ofMeters) {
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
                        "'" + name.text() + "' is no field of a sample: did you mean '"
                                + Nearest.of(name.text(), SampleField.names()) + "'?"));
    }
}
