package io.nephometer.launcher;

/** Text of others as it can be shown: what would move the cursor, break a line or turn the writing is escaped. */
final class PlainText {

    private PlainText() {}

    /** @param longest number of characters after which it is cut */
    static String of(String text, int longest) {
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
