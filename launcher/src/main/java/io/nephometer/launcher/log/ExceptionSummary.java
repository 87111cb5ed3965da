package io.nephometer.launcher.log;

import io.nephometer.text.RootCause;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line about an exception: the message of its innermost cause, or the package that a bundle lacks. */
public final class ExceptionSummary {

    private static final Pattern REQUIREMENT = Pattern.compile(
            "missing requirement \\[(\\S+) \\[\\d+]\\(R [^)]*\\)] (\\S+); (\\(.*?\\))(?= \\[caused| Unresolved|]|$)");
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern VERSION = Pattern.compile("\\(version>=([^)]+)\\)");

    private ExceptionSummary() {}

    public static String of(Throwable thrown) {
        Throwable innermost = RootCause.of(thrown);
        String message = innermost.getMessage();
        if (message == null || message.isBlank()) {
            return innermost.getClass().getSimpleName();
        }
        return innermost instanceof LinkageError
                ? innermost.getClass().getSimpleName() + " " + message
                : requirement(message);
    }

    /**
     * Returns the missing requirement: the last one of the message, which lists a chain of bundles that each need the
     * next.
     */
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
