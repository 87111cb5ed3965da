package io.nephometer.agent.core.view;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineException;
import io.nephometer.agent.core.pipeline.PipelineMistake;
import io.nephometer.agent.core.pipeline.PipelineReader;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.plugin.PluginChecks;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.text.RegularFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The result of checking a pipeline file.
 *
 * @param mistakes what must be corrected before the file can be used
 * @param warnings parts that are correct but have to wait, for a missing plugin or a missing setting
 * @param summary how many sources and sinks the file has; empty if there are mistakes
 */
public record PipelineVerdict(Path file, List<PipelineMistake> mistakes, List<String> warnings, String summary) {

    /** Reads and checks a file. */
    public static PipelineVerdict of(Path file, PluginChecks checks, PluginRegistry plugins) {
        try {
            Pipeline pipeline = PipelineReader.read(RegularFile.read(file), checks);
            String summary =
                    pipeline.sources().size() + " sources, " + pipeline.sinks().size() + " sinks";
            return new PipelineVerdict(file, List.of(), warnings(pipeline, checks, plugins), summary);
        } catch (PipelineException e) {
            return new PipelineVerdict(file, e.mistakes(), List.of(), "");
        } catch (IOException e) {
            return new PipelineVerdict(file, List.of(PipelineMistake.of(e)), List.of(), "");
        }
    }

    private static List<String> warnings(Pipeline pipeline, PluginChecks checks, PluginRegistry plugins) {
        return pipeline.sinks().stream()
                .flatMap(sink -> Stream.of(
                        missing(sink.transformers().stream().map(TransformerStep::transformer), plugins.transformers())
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

    public boolean isGood() {
        return mistakes.isEmpty();
    }
}
