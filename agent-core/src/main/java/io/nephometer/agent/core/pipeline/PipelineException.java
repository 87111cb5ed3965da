package io.nephometer.agent.core.pipeline;

import java.util.List;

/** All that is wrong in a pipeline.yaml. */
public final class PipelineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<PipelineMistake> mistakes;

    PipelineException(List<PipelineMistake> mistakes) {
        super(mistakes.isEmpty() ? "" : mistakes.get(0).what());
        this.mistakes = mistakes.stream().sorted().toList();
    }

    /** In the order of the file; at least one. */
    public List<PipelineMistake> mistakes() {
        return mistakes;
    }
}
