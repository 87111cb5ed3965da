package io.nephometer.agent.core.view;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * A mistake in pipeline.yaml, with its one-based position and a message that explains what is wrong and how to correct
 * it.
 */
public record PipelineMistake(int line, int column, String what) implements Comparable<PipelineMistake> {

    /** Creates an instance for a mistake that concerns the file as a whole. */
    public static PipelineMistake ofFile(String what) {
        return new PipelineMistake(1, 1, what);
    }

    /** Creates an instance that reports why a file cannot be read. */
    public static PipelineMistake of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return ofFile("there is no such file: put one there");
        }
        return ofFile(
                e instanceof AccessDeniedException
                        ? "permission denied: make it readable for the agent"
                        : String.valueOf(e.getMessage()));
    }

    /** Returns the mistake in the form {@code FILE:LINE:COLUMN: what}. */
    public String in(String file) {
        return file + ":" + line + ":" + column + ": " + what;
    }

    @Override
    public int compareTo(PipelineMistake other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
