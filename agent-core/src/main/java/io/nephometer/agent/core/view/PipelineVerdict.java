package io.nephometer.agent.core.view;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of checking a pipeline file.
 *
 * @param mistakes what must be corrected before the file can be used
 * @param warnings parts that are correct but have to wait, for a missing plugin or a missing setting
 * @param summary how many sources and sinks the file has; empty if there are mistakes
 */
public record PipelineVerdict(Path file, List<PipelineMistake> mistakes, List<String> warnings, String summary) {

    public boolean isGood() {
        return mistakes.isEmpty();
    }
}
