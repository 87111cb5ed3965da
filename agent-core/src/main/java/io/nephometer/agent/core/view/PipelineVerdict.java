package io.nephometer.agent.core.view;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of checking a pipeline file.
 *
 * @param mistakes the mistakes that must be corrected before the file can be used
 * @param warnings the messages about valid sources and sinks that are waiting for a missing plugin or setting
 * @param summary the numbers of sources and sinks in the file, or empty if the file has mistakes
 */
public record PipelineVerdict(Path file, List<PipelineMistake> mistakes, List<String> warnings, String summary) {

    public boolean isGood() {
        return mistakes.isEmpty();
    }
}
