package io.nephometer.agent.core.pipeline;

import org.yaml.snakeyaml.error.Mark;

/** Something wrong in pipeline.yaml: where (counted from 1), what, and what would be right. */
public record Mistake(int line, int column, String what) implements Comparable<Mistake> {

    static Mistake at(Mark mark, String what) {
        return new Mistake(mark.getLine() + 1, mark.getColumn() + 1, what);
    }

    /** Of the file as a whole. */
    static Mistake ofFile(String what) {
        return new Mistake(1, 1, what);
    }

    /** {@code FILE:LINE:COLUMN: what}. */
    public String in(String file) {
        return file + ":" + line + ":" + column + ": " + what;
    }

    @Override
    public int compareTo(Mistake other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
