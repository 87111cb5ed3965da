package io.nephometer.agent.core.pipeline;

import io.nephometer.api.RegularFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The file pipeline.yaml as it changes: a good one replaces the running pipeline as a whole, a bad one changes nothing
 * and is reported. The last good one is kept, for a start with a bad one.
 */
public final class PipelineFile {

    /**
     * How the file stands.
     *
     * @param generation how many good files were taken since the start
     * @param problems of the file as it is now, {@code FILE:LINE:COLUMN: what}; empty if it is the one that runs
     */
    public record State(int generation, List<String> problems) {}

    /** What a look from outside shows of a file's content. Only the change time cannot be set by who writes it. */
    private record Look(Object attributes, boolean readable) {}

    private static final Logger LOG = System.getLogger("nephometer.pipeline");

    private final Path file;
    private final Path lastGood;
    private final PipelineChecks checks;
    private Look before = new Look(null, false);
    private boolean changing;
    private byte[] content;
    private volatile State state = new State(0, List.of());

    public PipelineFile(Path file, Path lastGood, PipelineChecks checks) {
        this.file = file;
        this.lastGood = lastGood;
        this.checks = checks;
    }

    public State state() {
        return state;
    }

    /** The pipeline to start with: the file's, else the last good one, else an empty one. */
    public Pipeline start() {
        before = looked();
        return read(file).map(this::took).orElseGet(this::lastGood);
    }

    /** To be called every second or so: a new pipeline once the file has changed and stands still again. */
    public Optional<Pipeline> look() {
        Look now = looked();
        boolean stands = now.equals(before);
        before = now;
        if (!stands || !changing) {
            changing = !stands;
            return Optional.empty();
        }
        changing = false;
        byte[] known = content;
        Optional<Pipeline> pipeline = read(file);
        boolean same = Arrays.equals(known, content) && state.problems().isEmpty();
        return pipeline.filter(p -> !same).map(this::took);
    }

    private Look looked() {
        try {
            Object attributes = Files.readAttributes(file, "unix:dev,ino,size,ctime"); // follows links
            return new Look(attributes, Files.isReadable(file));
        } catch (IOException e) {
            return new Look(e.getClass(), false);
        }
    }

    private Optional<Pipeline> read(Path from) {
        try {
            content = RegularFile.read(from);
            return Optional.of(PipelineReader.read(content, checks));
        } catch (PipelineException e) {
            problems(e.mistakes().stream()
                    .map(mistake -> mistake.in(from.toString()))
                    .toList());
        } catch (IOException e) {
            content = null;
            problems(List.of(PipelineMistake.of(e).in(from.toString())));
        }
        return Optional.empty();
    }

    private void problems(List<String> problems) {
        if (!problems.equals(state.problems())) {
            problems.forEach(problem -> LOG.log(Level.ERROR, problem));
            if (state.generation() > 0) {
                LOG.log(Level.WARNING, "the pipeline that runs stays as it is");
            }
        }
        state = new State(state.generation(), problems);
    }

    private Pipeline took(Pipeline pipeline) {
        state = new State(state.generation() + 1, List.of());
        LOG.log(
                Level.INFO,
                "pipeline generation " + state.generation() + ": "
                        + pipeline.sources().size() + " sources, "
                        + pipeline.sinks().size() + " sinks");
        try {
            Files.createDirectories(lastGood.getParent());
            Path part = lastGood.resolveSibling(lastGood.getFileName() + ".part");
            Files.write(part, content);
            Files.move(part, lastGood, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot keep the last good pipeline in " + lastGood + ": " + e.getMessage());
        }
        return pipeline;
    }

    private Pipeline lastGood() {
        List<String> problems = state.problems();
        if (Files.exists(lastGood)) {
            try {
                Pipeline pipeline = PipelineReader.read(RegularFile.read(lastGood), checks);
                LOG.log(Level.WARNING, "starting with the last good pipeline, kept in " + lastGood);
                return pipeline;
            } catch (IOException | PipelineException e) {
                LOG.log(
                        Level.WARNING,
                        "the last good pipeline in " + lastGood + " is not valid now: " + e.getMessage());
            }
        }
        LOG.log(Level.WARNING, "nothing is polled until " + file + " is right (" + problems.size() + " mistakes)");
        return Pipeline.EMPTY;
    }
}
