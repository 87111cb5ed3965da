package io.nephometer.transformer.basic.expression;

import java.util.List;
import java.util.Map;

/** A node of a compiled expression. The record component {@code at} is the offset of a node in the expression. */
sealed interface ExpressionNode {

    /**
     * Returns the value of the node.
     *
     * @throws EvaluationException if the node has no value for the given samples
     */
    Object value(EvaluationScope scope);

    /** A literal value in the expression. */
    record Literal(Object value) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return value;
        }
    }

    /** A field of a meter's sample. */
    record FieldOf(String meter, SampleField field) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return field.read(scope.sample(meter));
        }
    }

    /** The attribute {@code object.name}. The value is an empty map if the object lacks the attribute or is None. */
    record Attribute(ExpressionNode object, String name, int at) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object owner = object.value(scope);
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

    /** The subscript {@code object[key]}. */
    record Item(ExpressionNode object, ExpressionNode key, int at) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object owner = object.value(scope);
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

    /** The sign of an operand: {@code -operand} if negative, otherwise {@code +operand}. */
    record Sign(boolean negative, ExpressionNode operand, int at) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            Object value = operand.value(scope);
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

    /** The negation {@code not operand}. */
    record Not(ExpressionNode operand) implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return !PythonValues.truth(operand.value(scope));
        }
    }

    /** An operator and its right operand. */
    record Step(ArithmeticOperator operator, ExpressionNode right, int at) {}

    /**
     * A sequence of operators with the same precedence, such as {@code first + a - b …}. The operators are applied from
     * left to right.
     */
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

    /** A comparison operator and its right operand. */
    record Link(ComparisonOperator relation, ExpressionNode right, int at) {}

    /** A chain of comparisons, such as {@code first < a <= b …}. The value is true if all comparisons are true. */
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

    /**
     * A sequence of operands joined by {@code or} or by {@code and}. The value is the first true operand for
     * {@code or}, or the first false operand for {@code and}. If no operand is decisive, the value is the last operand.
     */
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

    /** The conditional expression {@code consequent if condition else alternative}. */
    record Choice(ExpressionNode condition, ExpressionNode consequent, ExpressionNode alternative)
            implements ExpressionNode {
        @Override
        public Object value(EvaluationScope scope) {
            return (PythonValues.truth(condition.value(scope)) ? consequent : alternative).value(scope);
        }
    }
}
