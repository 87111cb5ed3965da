package io.nephometer.text;

/**
 * Makes untrusted text safe to print on one line: the text can no longer move the cursor, break the line or change the
 * writing direction.
 */
public final class PrintableText {

    private PrintableText() {}

    /** Returns the text with each unprintable character replaced by {@code ?}. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(character -> printable.appendCodePoint(isPrintable(character) ? character : '?'));
        return printable.toString();
    }

    /**
     * Returns the text with each unprintable character replaced by an escape sequence such as {@code \n}.
     *
     * @param longest the length, in characters, at which the text is truncated
     */
    public static String escaped(String text, int longest) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), longest) + 16);
        int at = 0;
        while (at < text.length() && printable.length() < longest) {
            int character = text.codePointAt(at);
            append(printable, character);
            at += Character.charCount(character);
        }
        return at < text.length() ? printable.append('…').toString() : printable.toString();
    }

    private static void append(StringBuilder printable, int character) {
        switch (character) {
            case '\n' -> printable.append("\\n");
            case '\r' -> printable.append("\\r");
            case '\t' -> printable.append("\\t");
            default -> {
                if (isPrintable(character)) {
                    printable.appendCodePoint(character);
                } else {
                    printable.append("\\u%04x".formatted(character));
                }
            }
        }
    }

    public static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
