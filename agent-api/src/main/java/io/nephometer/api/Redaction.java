package io.nephometer.api;

import java.util.regex.Pattern;

/** Texts of operators without the secrets that may stand in them by mistake: what a message may show. */
public final class Redaction {

    /** From the scheme to the last at sign: a password may have any character in it. */
    private static final Pattern USER = Pattern.compile("(?s)//.*@");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;][^=&;]*(?:pass|pwd|secret|token|key|cred|auth)[^=&;]*=)[^&;\\s]+");

    private Redaction() {}

    /** Returns the URL with {@code ***} for its user and password, and for the values of parameters like {@code password}. */
    public static String ofUrl(String url) {
        return PARAMETER.matcher(USER.matcher(url).replaceAll("//***@")).replaceAll("$1***");
    }
}
