package io.nephometer.agent.core.route;

import java.util.Locale;

/**
 * Converts route names to directory names and back. Unicode letters, digits and {@code . _ -} are preserved; a leading
 * dot and all other characters are escaped as {@code %XXXX}.
 */
public final class RouteNameCodec {

    private RouteNameCodec() {}

    public static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        name.chars().forEach(c -> {
            boolean plain = Character.isLetterOrDigit(c) || c == '_' || c == '-' || (c == '.' && escaped.length() > 0);
            escaped.append(plain ? String.valueOf((char) c) : String.format(Locale.ROOT, "%%%04X", c));
        });
        return escaped.toString();
    }

    public static String unescaped(String directory) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < directory.length(); i++) {
            boolean escape =
                    directory.charAt(i) == '%' && directory.substring(i + 1).matches("[0-9A-F]{4}.*");
            name.append(escape ? (char) Integer.parseInt(directory.substring(i + 1, i + 5), 16) : directory.charAt(i));
            i += escape ? 4 : 0;
        }
        return name.toString();
    }
}
