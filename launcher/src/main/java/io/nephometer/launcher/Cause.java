package io.nephometer.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an exception tells, in one line: the message of its innermost cause, or the package that a bundle lacks. */
final class Cause {

    private static final Pattern REQUIREMENT = Pattern.compile(
            "missing requirement \\[(\\S+) \\[\\d+]\\(R [^)]*\\)] (\\S+); (\\(.*?\\))(?= \\[caused| Unresolved|]|$)");
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern VERSION = Pattern.compile("\\(version>=([^)]+)\\)");

    private Cause() {}

    static String of(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        if (message == null || message.isBlank()) {
            return innermost.getClass().getSimpleName();
        }
        return innermost instanceof LinkageError
                ? innermost.getClass().getSimpleName() + " " + message
                : requirement(message);
    }

    /** The framework tells a chain of bundles of which each lacks the next: the last one lacks what is to be supplied. */
    private static String requirement(String message) {
        Matcher found = REQUIREMENT.matcher(message);
        String text = message;
        while (found.find()) {
            Matcher name = PACKAGE.matcher(found.group(3));
            Matcher version = VERSION.matcher(found.group(3));
            text = !name.find()
                    ? "%s needs %s %s".formatted(found.group(1), found.group(2), found.group(3))
                    : "%s needs the package %s%s, which no bundle exports"
                            .formatted(found.group(1), name.group(1), version.find() ? " " + version.group(1) : "");
        }
        return text;
    }
}
