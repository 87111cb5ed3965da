package io.nephometer.transformer.basic.expression;

import io.nephometer.transformer.basic.expression.Node.Attribute;
import io.nephometer.transformer.basic.expression.Node.Chain;
import io.nephometer.transformer.basic.expression.Node.Choice;
import io.nephometer.transformer.basic.expression.Node.Comparison;
import io.nephometer.transformer.basic.expression.Node.Item;
import io.nephometer.transformer.basic.expression.Node.Junction;
import io.nephometer.transformer.basic.expression.Node.Link;
import io.nephometer.transformer.basic.expression.Node.Literal;
import io.nephometer.transformer.basic.expression.Node.Not;
import io.nephometer.transformer.basic.expression.Node.Sign;
import io.nephometer.transformer.basic.expression.Node.Step;
import io.nephometer.transformer.basic.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The grammar of expressions: Python's precedences, by recursive descent. Constant parts are calculated at once. */
final class Parser {

    static final int DEEPEST = 64;

    private static final List<Operator> SUMS = List.of(Operator.ADD, Operator.SUBTRACT);
    private static final List<Operator> PRODUCTS =
            List.of(Operator.MULTIPLY, Operator.DIVIDE, Operator.FLOOR_DIVIDE, Operator.MODULO);

    private final List<Token> tokens;
    private final Vocabulary vocabulary;
    private int next;
    private int depth;

    Parser(List<Token> tokens, Vocabulary vocabulary) {
        this.tokens = tokens;
        this.vocabulary = vocabulary;
    }

    Node parse() throws SyntaxException {
        Node whole = choice();
        if (peek().kind() != Kind.END) {
            throw unexpected("an operator");
        }
        return whole;
    }

    private Node choice() throws SyntaxException {
        deeper();
        Node then = junction(true);
        if (take("if")) {
            Node condition = junction(true);
            expect("else");
            then = new Choice(condition, then, choice());
        }
        depth--;
        return then;
    }

    /** Operands of {@code or}; those of {@code and} are its operands. */
    private Node junction(boolean either) throws SyntaxException {
        List<Node> operands = new ArrayList<>();
        do {
            operands.add(either ? junction(false) : negation());
        } while (take(either ? "or" : "and"));
        return operands.size() == 1 ? operands.get(0) : new Junction(either, List.copyOf(operands));
    }

    private Node negation() throws SyntaxException {
        if (!take("not")) {
            return comparison();
        }
        deeper();
        Node negation = new Not(negation());
        depth--;
        return negation;
    }

    private Node comparison() throws SyntaxException {
        Node first = chain(SUMS);
        List<Link> links = new ArrayList<>();
        int at = peek().at();
        for (Optional<Relation> found = relation(); found.isPresent(); found = relation()) {
            links.add(new Link(found.get(), chain(SUMS), at));
            at = peek().at();
        }
        return links.isEmpty() ? first : new Comparison(first, List.copyOf(links));
    }

    private Optional<Relation> relation() throws SyntaxException {
        if (peek().is("is")) {
            throw new SyntaxException(peek().at(), "'is' is not available: '==' compares");
        }
        if (take("not")) {
            expect("in");
            return Optional.of(Relation.NOT_IN);
        }
        for (Relation relation : Relation.values()) {
            if (take(relation.symbol())) {
                return Optional.of(relation);
            }
        }
        return Optional.empty();
    }

    private Node chain(List<Operator> operators) throws SyntaxException {
        List<Step> steps = new ArrayList<>();
        Node first = operators == SUMS ? chain(PRODUCTS) : sign();
        boolean constant = first instanceof Literal;
        for (Operator operator = operator(operators); operator != null; operator = operator(operators)) {
            int at = tokens.get(next - 1).at();
            Node right = operators == SUMS ? chain(PRODUCTS) : sign();
            steps.add(new Step(operator, right, at));
            constant &= right instanceof Literal;
        }
        return steps.isEmpty() ? first : calculated(new Chain(first, List.copyOf(steps)), constant);
    }

    private Operator operator(List<Operator> operators) {
        for (Operator operator : operators) {
            if (take(operator.symbol())) {
                return operator;
            }
        }
        return null;
    }

    private Node sign() throws SyntaxException {
        int at = peek().at();
        boolean negative = peek().is("-");
        if (!take("-") && !take("+")) {
            return power();
        }
        deeper();
        Node of = sign();
        depth--;
        return calculated(new Sign(negative, of, at), of instanceof Literal);
    }

    private Node power() throws SyntaxException {
        Node base = postfix();
        int at = peek().at();
        if (!take(Operator.POWER.symbol())) {
            return base;
        }
        deeper();
        Node exponent = sign();
        depth--;
        boolean constant = base instanceof Literal && exponent instanceof Literal;
        return calculated(new Chain(base, List.of(new Step(Operator.POWER, exponent, at))), constant);
    }

    private Node postfix() throws SyntaxException {
        int outside = depth;
        Node node = atom();
        while (peek().is(".") || peek().is("[") || peek().is("(")) {
            deeper();
            int at = peek().at();
            if (peek().is("(")) {
                throw new SyntaxException(at, Vocabulary.NO_FUNCTIONS);
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

    private Node atom() throws SyntaxException {
        Token token = peek();
        next++;
        if (token.kind() == Kind.LITERAL) {
            return new Literal(token.value());
        }
        if (token.kind() == Kind.NAME && !vocabulary.isReserved(token)) {
            return vocabulary.name(token, peek().is("("));
        }
        if (token.kind() == Kind.METER) {
            return vocabulary.meter(token, take(".") ? nameToken() : null);
        }
        next--;
        if (!take("(")) {
            throw unexpected("a value");
        }
        Node inside = choice();
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

    private static Node calculated(Node node, boolean constant) throws SyntaxException {
        try {
            return constant ? new Literal(node.value(null)) : node;
        } catch (EvaluationException e) {
            throw new SyntaxException(e.offset(), e.getMessage());
        }
    }

    private void deeper() throws SyntaxException {
        if (++depth > DEEPEST) {
            throw new SyntaxException(peek().at(), "the expression is nested more than " + DEEPEST + " levels deep");
        }
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean take(String word) {
        boolean there = peek().is(word);
        next += there ? 1 : 0;
        return there;
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
