package io.nephometer.transformer.basic.expression;

/**
 * A word of an expression.
 *
 * @param text as it is written; of a meter, its name
 * @param value of a literal
 * @param at where it stands
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
