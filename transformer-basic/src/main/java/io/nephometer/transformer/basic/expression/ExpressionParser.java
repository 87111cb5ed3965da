package io.nephometer.transformer.basic.expression;

import io.nephometer.transformer.basic.expression.ExpressionNode.Attribute;
import io.nephometer.transformer.basic.expression.ExpressionNode.Chain;
import io.nephometer.transformer.basic.expression.ExpressionNode.Choice;
import io.nephometer.transformer.basic.expression.ExpressionNode.Comparison;
import io.nephometer.transformer.basic.expression.ExpressionNode.Item;
import io.nephometer.transformer.basic.expression.ExpressionNode.Junction;
import io.nephometer.transformer.basic.expression.ExpressionNode.Link;
import io.nephometer.transformer.basic.expression.ExpressionNode.Literal;
import io.nephometer.transformer.basic.expression.ExpressionNode.Not;
import io.nephometer.transformer.basic.expression.ExpressionNode.Sign;
import io.nephometer.transformer.basic.expression.ExpressionNode.Step;
import io.nephometer.transformer.basic.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses expressions by recursive descent, with the same operator precedence as Python. Constant parts of an expression
 * are evaluated during parsing.
 */
final class ExpressionParser {

    static final int MAX_DEPTH = 64;

    private static final List<ArithmeticOperator> SUMS = List.of(ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT);
    private static final List<ArithmeticOperator> PRODUCTS = List.of(
            ArithmeticOperator.MULTIPLY,
            ArithmeticOperator.DIVIDE,
            ArithmeticOperator.FLOOR_DIVIDE,
            ArithmeticOperator.MODULO);

    private final List<Token> tokens;
    private final NameResolver resolver;
    private int next;
    private int depth;

    ExpressionParser(List<Token> tokens, NameResolver resolver) {
        this.tokens = tokens;
        this.resolver = resolver;
    }

    ExpressionNode parse() throws SyntaxException {
        ExpressionNode whole = choice();
        if (peek().kind() != Kind.END) {
            throw unexpected("an operator");
        }
        return whole;
    }

    private ExpressionNode choice() throws SyntaxException {
        deeper();
        ExpressionNode value = junction(true);
        if (take("if")) {
            ExpressionNode condition = junction(true);
            expect("else");
            value = new Choice(condition, value, choice());
        }
        depth--;
        return value;
    }

    /**
     * Parses operands joined by {@code or} or by {@code and}. Each operand of {@code or} may itself consist of operands
     * joined by {@code and}.
     */
    private ExpressionNode junction(boolean either) throws SyntaxException {
        List<ExpressionNode> operands = new ArrayList<>();
        do {
            operands.add(either ? junction(false) : negation());
        } while (take(either ? "or" : "and"));
        return operands.size() == 1 ? operands.get(0) : new Junction(either, List.copyOf(operands));
    }

    private ExpressionNode negation() throws SyntaxException {
        if (!take("not")) {
            return comparison();
        }
        deeper();
        ExpressionNode negation = new Not(negation());
        depth--;
        return negation;
    }

    private ExpressionNode comparison() throws SyntaxException {
        ExpressionNode first = chain(SUMS);
        List<Link> links = new ArrayList<>();
        int at = peek().at();
        for (Optional<ComparisonOperator> found = relation(); found.isPresent(); found = relation()) {
            links.add(new Link(found.get(), chain(SUMS), at));
            at = peek().at();
        }
        return links.isEmpty() ? first : new Comparison(first, List.copyOf(links));
    }

    private Optional<ComparisonOperator> relation() throws SyntaxException {
        if (peek().is("is")) {
            throw new SyntaxException(peek().at(), "'is' is not available: '==' compares");
        }
        if (take("not")) {
            expect("in");
            return Optional.of(ComparisonOperator.NOT_IN);
        }
        for (ComparisonOperator relation : ComparisonOperator.values()) {
            if (take(relation.symbol())) {
                return Optional.of(relation);
            }
        }
        return Optional.empty();
    }

    private ExpressionNode chain(List<ArithmeticOperator> operators) throws SyntaxException {
        List<Step> steps = new ArrayList<>();
        ExpressionNode first = operators == SUMS ? chain(PRODUCTS) : sign();
        boolean constant = first instanceof Literal;
        for (ArithmeticOperator operator = operator(operators); operator != null; operator = operator(operators)) {
            int at = tokens.get(next - 1).at();
            ExpressionNode right = operators == SUMS ? chain(PRODUCTS) : sign();
            steps.add(new Step(operator, right, at));
            constant &= right instanceof Literal;
        }
        return steps.isEmpty() ? first : calculated(new Chain(first, List.copyOf(steps)), constant);
    }

    private ArithmeticOperator operator(List<ArithmeticOperator> operators) {
        for (ArithmeticOperator operator : operators) {
            if (take(operator.symbol())) {
                return operator;
            }
        }
        return null;
    }

    private ExpressionNode sign() throws SyntaxException {
        int at = peek().at();
        boolean negative = peek().is("-");
        if (!take("-") && !take("+")) {
            return power();
        }
        deeper();
        ExpressionNode operand = sign();
        depth--;
        return calculated(new Sign(negative, operand, at), operand instanceof Literal);
    }

    private ExpressionNode power() throws SyntaxException {
        ExpressionNode base = postfix();
        int at = peek().at();
        if (!take(ArithmeticOperator.POWER.symbol())) {
            return base;
        }
        deeper();
        ExpressionNode exponent = sign();
        depth--;
        boolean constant = base instanceof Literal && exponent instanceof Literal;
        return calculated(new Chain(base, List.of(new Step(ArithmeticOperator.POWER, exponent, at))), constant);
    }

    private ExpressionNode postfix() throws SyntaxException {
        int outside = depth;
        ExpressionNode node = atom();
        while (peek().is(".") || peek().is("[") || peek().is("(")) {
            deeper();
            int at = peek().at();
            if (peek().is("(")) {
                throw new SyntaxException(at, NameResolver.NO_FUNCTIONS);
            } else if (take(".")) {
                node = new Attribute(node, name(), at);
            } else {
                expect("[");
                node = new Item(node, choice(), at);
                expect("]");
            }
        }
        depth = outside;
        return node;
    }

    private ExpressionNode atom() throws SyntaxException {
        Token token = peek();
        next++;
        if (token.kind() == Kind.LITERAL) {
            return new Literal(token.value());
        }
        if (token.kind() == Kind.NAME && !resolver.isReserved(token)) {
            return resolver.resolveName(token, peek().is("("));
        }
        if (token.kind() == Kind.METER) {
            return resolver.resolveMeter(token, take(".") ? nameToken() : null);
        }
        next--;
        if (!take("(")) {
            throw unexpected("a value");
        }
        ExpressionNode inside = choice();
        expect(")");
        return inside;
    }

    private String name() throws SyntaxException {
        return nameToken().text();
    }

    private Token nameToken() throws SyntaxException {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return tokens.get(next++);
    }

    private static ExpressionNode calculated(ExpressionNode node, boolean constant) throws SyntaxException {
        try {
            return constant ? new Literal(node.value(null)) : node;
        } catch (EvaluationException e) {
            throw new SyntaxException(e.offset(), e.getMessage());
        }
    }

    private void deeper() throws SyntaxException {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxException(peek().at(), "the expression is nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean take(String word) {
        boolean found = peek().is(word);
        next += found ? 1 : 0;
        return found;
    }

    private void expect(String word) throws SyntaxException {
        if (!take(word)) {
            throw unexpected("'" + word + "'");
        }
    }

    private SyntaxException unexpected(String wanted) {
        Token token = peek();
        String found = token.kind() == Kind.END ? token.text() : "'" + token.text() + "'";
        return new SyntaxException(token.at(), wanted + " is missing before " + found);
    }
}
