package io.nephometer.launcher.log;

import io.nephometer.text.RootCause;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Summarizes an exception in one line that contains the message of the innermost cause or the name of the package that
 * a bundle needs.
 */
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
     * Returns a description of the missing requirement. The message lists a chain of bundles in which each bundle needs
     * the next bundle, so the last requirement in the message is the missing one.
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
