package io.nephometer.transformer.basic.expression;

/**
 * A token of an expression.
 *
 * @param text the token as written; for a meter, its name
 * @param value the value of a literal
 * @param at the offset in the expression
 */
record Token(Kind kind, String text, Object value, int at) {

    enum Kind {
        LITERAL,
        NAME,
        METER,
        SYMBOL,
        END
    }

    boolean is(String word) {
        return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(word);
    }
}
