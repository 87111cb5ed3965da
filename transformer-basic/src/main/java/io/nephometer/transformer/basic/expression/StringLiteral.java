package io.nephometer.transformer.basic.expression;

/**
 * A string literal in an expression.
 *
 * @param end the index of the first character after the closing quote
 */
record StringLiteral(String value, int end) {

    private static final String ESCAPES = "\\'\"nrtabfv";
    private static final String ESCAPED = "\\'\"\n\r\t\u0007\b\f\u000B";

    static StringLiteral read(String text, int start) throws SyntaxException {
        StringBuilder value = new StringBuilder();
        for (int at = start + 1; at < text.length() && text.charAt(at) != '\n'; at++) {
            char c = text.charAt(at);
            if (c == text.charAt(start)) {
                return new StringLiteral(value.toString(), at + 1);
            }
            if (c == '\\') {
                at = unescape(text, at, value);
            } else {
                value.append(c);
            }
        }
        throw new SyntaxException(start, "the text has no closing " + text.charAt(start));
    }

    /**
     * Appends the character that an escape sequence represents and returns the index of the sequence's last character.
     */
    private static int unescape(String text, int backslash, StringBuilder value) throws SyntaxException {
        char escape = backslash + 1 < text.length() ? text.charAt(backslash + 1) : ' ';
        int known = ESCAPES.indexOf(escape);
        if (known >= 0) {
            value.append(ESCAPED.charAt(known));
            return backslash + 1;
        }
        int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 0;
        int end = backslash + 2 + digits;
        if (digits == 0
                || end > text.length()
                || !text.substring(backslash + 2, end).matches("[0-9A-Fa-f]+")) {
            throw new SyntaxException(backslash, "'\\" + escape + "' is not an escape: write \\\\ for a backslash");
        }
        value.append((char) Integer.parseInt(text.substring(backslash + 2, end), 16));
        return end - 1;
    }
}
