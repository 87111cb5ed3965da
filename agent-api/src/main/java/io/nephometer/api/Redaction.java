package io.nephometer.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of operators without the secrets that may stand in them by mistake: what a message may show. */
public final class Redaction {

    /** All before the last at sign: a password may have any character in it. */
    private static final Pattern USER =
            Pattern.compile("(?s)^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?(?<user>(?:[^:]*:)?(?<password>.*))@");

    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)(?<key>[?&;][^=&;]*(?:pass|pwd|secret|token|key|cred|auth)[^=&;]*=)(?<value>[^&;\\s]+)");

    private static final String HIDDEN = "***";

    private Redaction() {}

    /** Returns the URL with {@code ***} for its user and password, and for the values of parameters like {@code password}. */
    public static String ofUrl(String url) {
        Matcher user = USER.matcher(url);
        String shown = user.find()
                ? (user.group("scheme") == null ? "" : user.group("scheme")) + HIDDEN + "@" + url.substring(user.end())
                : url;
        return PARAMETER.matcher(shown).replaceAll("${key}" + Matcher.quoteReplacement(HIDDEN));
    }

    /** Returns a text about a URL, such as an error, with {@code ***} for the URL's secrets wherever they stand in it. */
    public static String ofText(String text, String url) {
        String shown = text.replace(url, ofUrl(url));
        Matcher user = USER.matcher(url);
        if (user.find()) {
            shown = hidden(hidden(shown, user.group("user")), user.group("password"));
        }
        Matcher parameter = PARAMETER.matcher(url);
        while (parameter.find()) {
            shown = hidden(shown, parameter.group("value"));
        }
        return shown;
    }

    private static String hidden(String text, String secret) {
        return secret.isEmpty() ? text : text.replace(secret, HIDDEN);
    }
}
