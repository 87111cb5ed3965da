package io.nephometer.transformer.basic.expression;

import java.util.List;
import java.util.Map;

/** A part of a compiled expression. The {@code at} of each is where it stands in the text. */
sealed interface ExpressionNode {

    /** @throws EvaluationException if it has no value for these samples */
    Object value(EvaluationScope scope);

    /** A value that stands in the text. */
    record Literal(Object value) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return value;
        }
    }

    /** A field of the sample of a meter. */
    record FieldOf(String meter, SampleField field) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return field.of(scope.sample(meter));
        }
    }

    /** {@code of.name}: an empty map where there is no such thing, and of nothing. */
    record Attribute(ExpressionNode of, String name, int at) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object owner = of.value(scope);
            if (owner instanceof Map<?, ?> map) {
                Object value = PythonValues.of(map.get(name));
                return value == null && !map.containsKey(name) ? PythonValues.MISSING : value;
            }
            if (owner == null) {
                return PythonValues.MISSING;
            }
            throw new EvaluationException(at, PythonValues.kind(owner) + " has no attribute '" + name + "'");
        }
    }

    /** {@code of[key]}. */
    record Item(ExpressionNode of, ExpressionNode key, int at) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object owner = of.value(scope);
            Object index = key.value(scope);
            if (owner instanceof Map<?, ?> && index instanceof String name) {
                return new Attribute(new Literal(owner), name, at).value(scope);
            }
            if (index instanceof Long i && owner instanceof List<?> list) {
                return PythonValues.of(list.get(place(i, list.size())));
            }
            if (index instanceof Long i && owner instanceof String text) {
                int place = place(i, text.length());
                return text.substring(place, place + 1);
            }
            throw new EvaluationException(
                    at, PythonValues.kind(owner) + " has no element at " + PythonValues.kind(index));
        }

        private int place(long index, int size) {
            long place = index < 0 ? index + size : index;
            if (place < 0 || place >= size) {
                throw new EvaluationException(at, "there is no element " + index + " among " + size);
            }
            return (int) place;
        }
    }

    /** {@code -of}, and {@code +of} where it is not negative. */
    record Sign(boolean negative, ExpressionNode of, int at) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object value = of.value(scope);
            Number number = PythonValues.number(value);
            if (number == null) {
                throw new EvaluationException(at, PythonValues.kind(value) + " has no sign");
            }
            if (!negative) {
                return number;
            }
            return number instanceof Double real ? -real : ArithmeticOperator.SUBTRACT.apply(0L, number, at);
        }
    }

    /** {@code not of}. */
    record Not(ExpressionNode of) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return !PythonValues.truth(of.value(scope));
        }
    }

    /** An operator and what stands right of it. */
    record Step(ArithmeticOperator operator, ExpressionNode right, int at) {}

    /** {@code first + a - b …}: operators of one precedence, from left to right. */
    record Chain(ExpressionNode first, List<Step> steps) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object value = first.value(scope);
            for (Step step : steps) {
                value = step.operator.apply(value, step.right.value(scope), step.at);
            }
            return value;
        }
    }

    /** A relation and what stands right of it. */
    record Link(ComparisonOperator relation, ExpressionNode right, int at) {}

    /** {@code first < a <= b …}: true if each relation holds. */
    record Comparison(ExpressionNode first, List<Link> links) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object left = first.value(scope);
            for (Link link : links) {
                Object right = link.right.value(scope);
                if (!link.relation.holds(left, right, link.at)) {
                    return false;
                }
                left = right;
            }
            return true;
        }
    }

    /** {@code a or b …}: the first that is true (with {@code and}: that is not), else the last. */
    record Junction(boolean either, List<ExpressionNode> operands) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object value = null;
            for (ExpressionNode operand : operands) {
                value = operand.value(scope);
                if (PythonValues.truth(value) == either) {
                    return value;
                }
            }
            return value;
        }
    }

    /** {@code then if condition else otherwise}. */
    record Choice(ExpressionNode condition, ExpressionNode then, ExpressionNode otherwise) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return (PythonValues.truth(condition.value(scope)) ? then : otherwise).value(scope);
        }
    }
}
