package io.nephometer.agent.core;

import io.nephometer.agent.core.pipeline.Mistake;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineException;
import io.nephometer.agent.core.pipeline.PipelineReader;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.Step;
import io.nephometer.api.RegularFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is to be said of a pipeline.yaml.
 *
 * @param warnings of what is right but waits: for a plugin that is not there, or a setting
 */
record Verdict(Path file, List<Mistake> mistakes, List<String> warnings, String summary) {

    static Verdict of(Path file, PluginChecks checks, Registry plugins) {
        try {
            Pipeline pipeline = PipelineReader.read(RegularFile.read(file), checks);
            String summary =
                    pipeline.sources().size() + " sources, " + pipeline.sinks().size() + " sinks";
            return new Verdict(file, List.of(), warnings(pipeline, checks, plugins), summary);
        } catch (PipelineException e) {
            return new Verdict(file, e.mistakes(), List.of(), "");
        } catch (IOException e) {
            return new Verdict(file, List.of(Mistake.of(e)), List.of(), "");
        }
    }

    private static List<String> warnings(Pipeline pipeline, PluginChecks checks, Registry plugins) {
        return pipeline.sinks().stream()
                .flatMap(sink -> Stream.of(
                        missing(sink.transformers().stream().map(Step::transformer), plugins.transformers())
                                .map(name -> waits(sink, "the transformer " + name)),
                        missing(sink.publishers().stream().map(URI::getScheme), plugins.publishers())
                                .map(scheme -> waits(sink, "a publisher for " + scheme + "://")),
                        sink.publishers().stream()
                                .flatMap(url -> checks.missing(url).stream())
                                .map(missing -> "sink " + sink.name() + " holds its samples: " + missing)))
                .flatMap(warnings -> warnings)
                .toList();
    }

    private static Stream<String> missing(Stream<String> wanted, Map<String, ?> offered) {
        return wanted.filter(name -> !offered.containsKey(name)).distinct();
    }

    private static String waits(Sink sink, String what) {
        return "sink " + sink.name() + " waits for " + what + ": no plugin offers it now";
    }

    boolean isGood() {
        return mistakes.isEmpty();
    }

    String text() {
        List<String> lines = new ArrayList<>();
        mistakes.forEach(mistake -> lines.add(mistake.in(file.toString())));
        warnings.forEach(warning -> lines.add(file + ": warning: " + warning));
        if (isGood()) {
            lines.add(file + ": good: " + summary);
        }
        return Table.lines(lines);
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", file);
        map.put("good", isGood());
        map.put("mistakes", mistakes.stream().map(Verdict::map).toList());
        map.put("warnings", warnings);
        return map;
    }

    private static Map<String, Object> map(Mistake mistake) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("line", mistake.line());
        map.put("column", mistake.column());
        map.put("what", mistake.what());
        return map;
    }
}
