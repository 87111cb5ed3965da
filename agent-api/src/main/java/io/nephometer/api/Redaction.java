package io.nephometer.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides secrets that operators may have entered by mistake, so that text can be displayed safely. */
public final class Redaction {

    /**
     * A pattern that matches the user and password in a URL. Everything before the last at sign matches, because a
     * password may contain any character.
     */
    private static final Pattern USER =
            Pattern.compile("(?s)^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?(?<user>(?:[^:]*:)?(?<password>.*))@");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)(?<key>[?&;#][^=&;]*(?:pass|pwd|secret|token|key|cred|auth)[^=&;]*=)(?<value>[^&;]+)");

    /**
     * A pattern that matches the scheme, user and password of a URL within text, up to the last at sign in the word.
     */
    private static final Pattern USER_IN_TEXT =
            Pattern.compile("(?<![A-Za-z0-9+.-])(?<scheme>[A-Za-z][A-Za-z0-9+.-]*+://)\\S{1,2000}@");

    /**
     * A pattern that matches a quoted value that is followed by a space or a similar delimiter. Without a delimiter,
     * the closing quotation mark is treated as part of the value.
     */
    private static final String QUOTED = "(?:\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|''|[^'\\\\])*+')(?=[\\s,;:.)\\]}&]|$)";

    /**
     * A pattern that matches the rest of a value's name, with or without quotation marks, and the equals sign. A name
     * that ends in {@code file} or {@code path} does not match, because file names are not secret.
     */
    private static final String EQUALS = "[\\w-]{0,100}+(?<!file|path)(?:=|[\"']\\s*[=:]|\\s+=)\\s*+";

    /**
     * A pattern that matches the name of a password. A password may contain spaces, so the rest of the line is hidden.
     */
    private static final String PASSWORD = "(?:(?<![\\w?&-])(?!allow_)[\\w-]*?"
            + "(?:(?:passw|passphrase|pass\\b|pwd|secret|credential)" + EQUALS
            + "|(?:password|passwd|passphrase|pwd|secret)\\s*+:\\s*+)"
            + "|authorization[\"']?\\s*+[:=]\\s*+)";

    /** A pattern that matches the name of a secret that contains no spaces, such as a token or a URL parameter. */
    private static final String WORD = "(?<!allow_plaintext_)"
            + "(?:pass|pwd|secret|token|credential|auth|(?:api|access|private)[_.-]?key)" + EQUALS;

    private static final Pattern VALUE_IN_TEXT = Pattern.compile("(?i)(?<password>" + PASSWORD + ")(?:" + QUOTED
            + "|[^\\r\\n]+)|(?<word>" + WORD + ")(?:" + QUOTED + "|[^\\s&]+)");

    private static final String HIDDEN = "***";

    private Redaction() {}

    /**
     * Returns the URL with {@code ***} in place of the user, the password and the values of parameters such as
     * {@code password}.
     */
    public static String ofUrl(String url) {
        Matcher user = USER.matcher(url);
        String shown = user.find()
                ? (user.group("scheme") == null ? "" : user.group("scheme")) + HIDDEN + "@" + url.substring(user.end())
                : url;
        return PARAMETER.matcher(shown).replaceAll("${key}" + Matcher.quoteReplacement(HIDDEN));
    }

    /**
     * Returns the text, such as an error message, with {@code ***} in place of everything that looks like a secret: the
     * user and password of a URL, and the values of {@code password=}, {@code token=} and similar parameters.
     */
    public static String ofText(String text) {
        String shown = USER_IN_TEXT.matcher(text).replaceAll("${scheme}" + HIDDEN + "@");
        return VALUE_IN_TEXT.matcher(shown).replaceAll("${password}${word}" + HIDDEN);
    }

    /**
     * Returns the text, such as an error message about a URL, with {@code ***} in place of every secret that the URL
     * contains.
     */
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
        return ofText(shown);
    }

    /** Hides a secret both as it is written in the URL and in its decoded form. */
    private static String hidden(String text, String secret) {
        if (secret.isEmpty()) {
            return text;
        }
        String shown = text.replace(secret, HIDDEN);
        try {
            return shown.replace(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8), HIDDEN);
        } catch (IllegalArgumentException e) { // the secret is not URL-encoded
            return shown;
        }
    }
}
