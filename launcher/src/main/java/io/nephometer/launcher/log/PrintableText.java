package io.nephometer.launcher.log;

/** Makes foreign text printable on one line: escapes what would move the cursor, break the line or change the direction. */
public final class PrintableText {

    private PrintableText() {}

    /** @param longest the number of characters after which the text is cut */
    public static String of(String text, int longest) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), longest) + 16);
        int at = 0;
        while (at < text.length() && plain.length() < longest) {
            int character = text.codePointAt(at);
            append(plain, character);
            at += Character.charCount(character);
        }
        return at < text.length() ? plain.append('…').toString() : plain.toString();
    }

    private static void append(StringBuilder plain, int character) {
        switch (character) {
            case '\n' -> plain.append("\\n");
            case '\r' -> plain.append("\\r");
            case '\t' -> plain.append("\\t");
            default -> {
                if (isHarmless(character)) {
                    plain.appendCodePoint(character);
                } else {
                    plain.append("\\u%04x".formatted(character));
                }
            }
        }
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
