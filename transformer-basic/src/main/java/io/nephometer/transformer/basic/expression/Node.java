package io.nephometer.transformer.basic.expression;

import java.util.List;
import java.util.Map;

/** A part of a compiled expression. The {@code at} of each is where it stands in the text. */
sealed interface Node {

    /** @throws EvaluationException if it has no value for these samples */
    Object value(Scope scope);

    /** A value that stands in the text. */
    record Literal(Object value) implements Node {
        @Override
        public Object value(Scope scope) {
            return value;
        }
    }

    /** A field of the sample of a meter. */
    record FieldOf(String meter, Field field) implements Node {
        @Override
        public Object value(Scope scope) {
            return field.of(scope.sample(meter));
        }
    }

    /** {@code of.name}: an empty map where there is no such thing, and of nothing. */
    record Attribute(Node of, String name, int at) implements Node {
        @Override
        public Object value(Scope scope) {
            Object owner = of.value(scope);
            if (owner instanceof Map<?, ?> map) {
                Object value = Values.of(map.get(name));
                return value == null && !map.containsKey(name) ? Values.MISSING : value;
            }
            if (owner == null) {
                return Values.MISSING;
            }
            throw new EvaluationException(at, Values.kind(owner) + " has no attribute '" + name + "'");
        }
    }

    /** {@code of[key]}. */
    record Item(Node of, Node key, int at) implements Node {
        @Override
        public Object value(Scope scope) {
            Object owner = of.value(scope);
            Object index = key.value(scope);
            if (owner instanceof Map<?, ?> && index instanceof String name) {
                return new Attribute(new Literal(owner), name, at).value(scope);
            }
            if (index instanceof Long i && owner instanceof List<?> list) {
                return Values.of(list.get(place(i, list.size())));
            }
            if (index instanceof Long i && owner instanceof String text) {
                int place = place(i, text.length());
                return text.substring(place, place + 1);
            }
            throw new EvaluationException(at, Values.kind(owner) + " has no element at " + Values.kind(index));
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
    record Sign(boolean negative, Node of, int at) implements Node {
        @Override
        public Object value(Scope scope) {
            Object value = of.value(scope);
            Number number = Values.number(value);
            if (number == null) {
                throw new EvaluationException(at, Values.kind(value) + " has no sign");
            }
            if (!negative) {
                return number;
            }
            return number instanceof Double real ? -real : Operator.SUBTRACT.apply(0L, number, at);
        }
    }

    /** {@code not of}. */
    record Not(Node of) implements Node {
        @Override
        public Object value(Scope scope) {
            return !Values.truth(of.value(scope));
        }
    }

    /** An operator and what stands right of it. */
    record Step(Operator operator, Node right, int at) {}

    /** {@code first + a - b …}: operators of one precedence, from left to right. */
    record Chain(Node first, List<Step> steps) implements Node {
        @Override
        public Object value(Scope scope) {
            Object value = first.value(scope);
            for (Step step : steps) {
                value = step.operator.apply(value, step.right.value(scope), step.at);
            }
            return value;
        }
    }

    /** A relation and what stands right of it. */
    record Link(Relation relation, Node right, int at) {}

    /** {@code first < a <= b …}: true if each relation holds. */
    record Comparison(Node first, List<Link> links) implements Node {
        @Override
        public Object value(Scope scope) {
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
    record Junction(boolean either, List<Node> operands) implements Node {
        @Override
        public Object value(Scope scope) {
            Object value = null;
            for (Node operand : operands) {
                value = operand.value(scope);
                if (Values.truth(value) == either) {
                    return value;
                }
            }
            return value;
        }
    }

    /** {@code then if condition else otherwise}. */
    record Choice(Node condition, Node then, Node otherwise) implements Node {
        @Override
        public Object value(Scope scope) {
            return (Values.truth(condition.value(scope)) ? then : otherwise).value(scope);
        }
    }
}
