package io.nephometer.transformer.basic.expression;

import io.nephometer.transformer.basic.expression.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits an expression into tokens. */
final class Lexer {

    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n\\f]+");
    private static final Pattern NUMBER =
            Pattern.compile("(?=\\.?\\d)(\\d+(_\\d+)*)?(?<fraction>\\.(\\d+(_\\d+)*)?)?(?<exponent>[eE][+-]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern METER = Pattern.compile("\\$\\((?<name>[\\w.\\-]+)\\)");
    private static final Pattern SYMBOL = Pattern.compile("\\*\\*|//|[<>=!]=|[-+*/%<>()\\[\\].,]");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) throws SyntaxException {
        Lexer lexer = new Lexer(text);
        lexer.skipSpace();
        while (lexer.at < text.length()) {
            lexer.next();
            lexer.skipSpace();
        }
        lexer.tokens.add(new Token(Kind.END, "the end", null, text.length()));
        return lexer.tokens;
    }

    private void next() throws SyntaxException {
        Matcher found;
        if (text.charAt(at) == '\'' || text.charAt(at) == '"') {
            StringLiteral literal = StringLiteral.read(text, at);
            add(Kind.LITERAL, text.substring(at, literal.end()), literal.value(), literal.end());
        } else if ((found = here(NUMBER)) != null) {
            add(Kind.LITERAL, found.group(), number(found), found.end());
        } else if ((found = here(NAME)) != null) {
            add(Kind.NAME, found.group(), null, found.end());
        } else if ((found = here(METER)) != null) {
            add(Kind.METER, found.group("name"), null, found.end());
        } else if ((found = here(SYMBOL)) != null) {
            add(Kind.SYMBOL, found.group(), null, found.end());
        } else {
            throw unknown();
        }
    }

    private Matcher here(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher : null;
    }

    private void skipSpace() {
        Matcher space = here(SPACE);
        at = space == null ? at : space.end();
    }

    private void add(Kind kind, String word, Object value, int end) {
        tokens.add(new Token(kind, word, value, at));
        at = end;
    }

    private Number number(Matcher found) throws SyntaxException {
        String digits = found.group().replace("_", "");
        if (found.group("fraction") != null || found.group("exponent") != null) {
            double real = Double.parseDouble(digits);
            if (Double.isInfinite(real)) {
                throw new SyntaxException(at, "the number is too big");
            }
            return real;
        }
        if (digits.length() > 1 && digits.startsWith("0")) {
            throw new SyntaxException(
                    at, "a whole number does not begin with 0: " + digits.replaceFirst("^0+(?=.)", ""));
        }
        try {
            return PythonNumbers.whole(new BigInteger(digits));
        } catch (ArithmeticException e) {
            throw new SyntaxException(at, e.getMessage());
        }
    }

    private SyntaxException unknown() {
        String symbol = new String(Character.toChars(text.codePointAt(at)));
        return new SyntaxException(
                at,
                switch (symbol) {
                    case "=" -> "'=' has no meaning here: '==' compares";
                    case "$" -> "'$' begins a meter: $(meter.name)";
                    case "!" -> "'!' has no meaning here: 'not' negates";
                    default -> "'" + symbol + "' has no meaning here";
                });
    }
}
