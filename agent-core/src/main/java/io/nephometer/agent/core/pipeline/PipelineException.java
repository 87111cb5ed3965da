package io.nephometer.agent.core.pipeline;

import io.nephometer.agent.core.view.PipelineMistake;
import java.util.List;

/** Thrown if a pipeline file contains mistakes; the exception lists all of them. */
public final class PipelineException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<PipelineMistake> mistakes;

    PipelineException(List<PipelineMistake> mistakes) {
        super(mistakes.isEmpty() ? "" : mistakes.get(0).what());
        this.mistakes = mistakes.stream().sorted().toList();
    }

    /** Returns the mistakes (at least one) in the order in which they occur in the file. */
    public List<PipelineMistake> mistakes() {
        return mistakes;
    }
}
