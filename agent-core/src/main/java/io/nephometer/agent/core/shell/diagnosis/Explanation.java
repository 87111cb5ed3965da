package io.nephometer.agent.core.shell.diagnosis;

import io.nephometer.text.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Explains why a meter is published or absent.
 *
 * @param because sentences from the cause to the effect
 * @param remedy what to do; empty if nothing has to be done
 */
record Explanation(String meter, boolean published, List<String> because, String remedy) {

    private static final int WIDTH = 100;

    Explanation {
        because = List.copyOf(because);
    }

    String text() {
        StringBuilder text =
                new StringBuilder(PrintableText.of(meter) + " is " + (published ? "published" : "absent") + "\n\n");
        because.forEach(sentence -> text.append(wrapped("  ", sentence)));
        if (!remedy.isEmpty()) {
            text.append('\n').append(wrapped("  What to do: ", remedy));
        }
        return text.toString();
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("meter", meter);
        map.put("published", published);
        map.put("because", because);
        map.put("remedy", remedy);
        return map;
    }

    /** Wraps a sentence; all lines are indented alike. */
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
