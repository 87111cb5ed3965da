package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineException;
import io.nephometer.agent.core.pipeline.PipelineReader;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.view.PipelineMistake;
import io.nephometer.agent.core.view.PipelineVerdict;
import io.nephometer.text.RegularFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks a pipeline file against the plugins that are currently available. */
public record PipelineValidator(PluginPipelineChecks checks, PluginRegistry plugins) {

    /** Reads and checks a pipeline file. */
    public PipelineVerdict validate(Path file) {
        try {
            Pipeline pipeline = PipelineReader.read(RegularFile.read(file), checks);
            String summary =
                    pipeline.sources().size() + " sources, " + pipeline.sinks().size() + " sinks";
            return new PipelineVerdict(file, List.of(), warnings(pipeline), summary);
        } catch (PipelineException e) {
            return new PipelineVerdict(file, e.mistakes(), List.of(), "");
        } catch (IOException e) {
            return new PipelineVerdict(file, List.of(PipelineMistake.of(e)), List.of(), "");
        }
    }

    /**
     * Returns the URLs of all publishers in a pipeline file.
     *
     * @throws IOException if the file cannot be read or contains mistakes
     */
    public List<String> publishers(Path file) throws IOException {
        try {
            return PipelineReader.read(RegularFile.read(file), checks).sinks().stream()
                    .flatMap(sink -> sink.publishers().stream())
                    .map(Object::toString)
                    .distinct()
                    .toList();
        } catch (PipelineException e) {
            throw new IOException(e.mistakes().get(0).in(file.toString()), e);
        }
    }

    private List<String> warnings(Pipeline pipeline) {
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
}
