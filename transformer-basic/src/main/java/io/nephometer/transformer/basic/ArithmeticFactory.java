package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.expression.Expression;
import io.nephometer.transformer.basic.mapping.ResultMeter;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Creates {@code arithmetic} transformers. */
@Component(name = "io.nephometer.transformer.basic.arithmetic")
public final class ArithmeticFactory implements TransformerFactory {

    private static final System.Logger LOG = System.getLogger(ArithmeticFactory.class.getName());

    @Override
    public String name() {
        return "arithmetic";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        TransformerParameters target =
                TransformerParameters.of(parameters, "target").section("target", "name", "unit", "type", "expr");
        ResultMeter result = new ResultMeter(target.meterName("name"), target.type("type"), target.text("unit"));
        if (target.text("expr").orElse("").isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "arithmetic: target.expr is missing or empty: no samples are computed");
            return sample -> List.of();
        }
        Expression expression = target.compiled("expr", Expression::ofMeters);
        if (expression.meters().isEmpty()) {
            throw target.invalid("expr", "the expression contains no meter: write $(cpu) for the meter cpu");
        }
        return new Arithmetic(expression, result);
    }
}
