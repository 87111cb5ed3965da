package io.nephometer.transformer.basic.expression;

/**
 * A token in an expression.
 *
 * @param text the token as written in the expression; for a meter, the name of the meter
 * @param value the value of a literal; null for all other tokens
 * @param at the offset of the token in the expression
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
