package io.nephometer.agent.shell.text;

import io.nephometer.agent.core.view.PipelineVerdict;
import io.nephometer.text.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Formats the result of checking a pipeline file as lines of text or as a map for JSON output. */
public final class VerdictText {

    private VerdictText() {}

    public static String of(PipelineVerdict verdict) {
        List<String> lines = new ArrayList<>();
        verdict.mistakes()
                .forEach(mistake -> lines.add(mistake.in(verdict.file().toString())));
        verdict.warnings().forEach(warning -> lines.add(verdict.file() + ": warning: " + warning));
        if (verdict.isGood()) {
            lines.add(verdict.file() + ": good: " + verdict.summary());
        }
        return TextTable.lines(lines);
    }

    public static Map<String, Object> map(PipelineVerdict verdict) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", verdict.file());
        map.put("good", verdict.isGood());
        map.put("mistakes", verdict.mistakes());
        map.put("warnings", verdict.warnings());
        return map;
    }
}
