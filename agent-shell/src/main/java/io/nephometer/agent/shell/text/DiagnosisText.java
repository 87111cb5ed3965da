package io.nephometer.agent.shell.text;

import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.text.PrintableText;
import java.util.ArrayList;
import java.util.List;

/** Formats the result of the {@code why} command as text for a terminal. */
public final class DiagnosisText {

    private static final int WIDTH = 100;

    private DiagnosisText() {}

    public static String of(Diagnosis why) {
        StringBuilder text = new StringBuilder(
                PrintableText.of(why.meter()) + " is " + (why.published() ? "published" : "absent") + "\n\n");
        why.because().forEach(sentence -> text.append(wrapped("  ", sentence)));
        if (!why.remedy().isEmpty()) {
            text.append('\n').append(wrapped("  What to do: ", why.remedy()));
        }
        return text.toString();
    }

    /**
     * Wraps a sentence at {@value #WIDTH} columns. The first line starts with the given indent, and all subsequent
     * lines are indented by the same number of spaces.
     */
    private static String wrapped(String indent, String sentence) {
        List<String> lines = new ArrayList<>();
        String line = indent;
        for (String word : PrintableText.of(sentence).split(" ")) {
            boolean full = line.length() + 1 + word.length() > WIDTH && !line.isBlank();
            if (full) {
                lines.add(line);
                line = " ".repeat(indent.length());
            }
            line += (line.endsWith(" ") ? "" : " ") + word;
        }
        lines.add(line);
        return String.join("\n", lines) + "\n";
    }
}
