package io.nephometer.agent.core.pipeline;

import io.nephometer.agent.core.view.AgentReport.PipelineState;
import io.nephometer.agent.core.view.PipelineMistake;
import io.nephometer.text.RegularFile;
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
 * Watches pipeline.yaml. A valid file replaces the running pipeline as a whole. If the file contains mistakes, they are
 * reported and the running pipeline remains in force. The agent keeps a copy of the last valid file and uses the copy
 * if pipeline.yaml contains mistakes at startup.
 */
public final class PipelineFile {

    /**
     * The attributes used to detect changes to the file. The attributes include the inode change time, which a program
     * that writes the file cannot set.
     */
    private record Attributes(Object attributes, boolean readable) {}

    private static final Logger LOG = System.getLogger("nephometer.pipeline");

    private final Path file;
    private final Path lastGood;
    private final PipelineChecks checks;
    private Attributes before = new Attributes(null, false);
    private boolean changing;
    private byte[] content;
    private volatile PipelineState state = state(0, List.of(), Pipeline.EMPTY);

    public PipelineFile(Path file, Path lastGood, PipelineChecks checks) {
        this.file = file;
        this.lastGood = lastGood;
        this.checks = checks;
    }

    public PipelineState state() {
        return state;
    }

    private static PipelineState state(int generation, List<String> problems, Pipeline pipeline) {
        return new PipelineState(
                generation, problems, pipeline.sources(), pipeline.sinks().size());
    }

    /**
     * Returns the initial pipeline: the pipeline in the file if the file is valid; otherwise, the last valid pipeline
     * if a copy exists; otherwise, an empty pipeline.
     */
    public Pipeline start() {
        before = readAttributes();
        return read(file).map(this::accept).orElseGet(this::lastGood);
    }

    /**
     * Returns the new pipeline if the file has changed, is valid, and has been stable since the previous call. Call
     * this method about once a second.
     */
    public Optional<Pipeline> checkForChange() {
        Attributes now = readAttributes();
        boolean stable = now.equals(before);
        before = now;
        if (!stable || !changing) {
            changing = !stable;
            return Optional.empty();
        }
        changing = false;
        byte[] known = content;
        Optional<Pipeline> pipeline = read(file);
        boolean same = Arrays.equals(known, content) && state.problems().isEmpty();
        return pipeline.filter(p -> !same).map(this::accept);
    }

    private Attributes readAttributes() {
        try {
            Object attributes = Files.readAttributes(file, "unix:dev,ino,size,ctime"); // follows symbolic links
            return new Attributes(attributes, Files.isReadable(file));
        } catch (IOException e) {
            return new Attributes(e.getClass(), false);
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
                LOG.log(Level.WARNING, "the running pipeline stays in force");
            }
        }
        state = new PipelineState(state.generation(), problems, state.sources(), state.sinks());
    }

    private Pipeline accept(Pipeline pipeline) {
        state = state(state.generation() + 1, List.of(), pipeline);
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
                state = state(0, problems, pipeline);
                LOG.log(Level.WARNING, "starting with the last good pipeline, kept in " + lastGood);
                return pipeline;
            } catch (IOException | PipelineException e) {
                LOG.log(
                        Level.WARNING,
                        "the last good pipeline in " + lastGood + " is not valid now: " + e.getMessage());
            }
        }
        LOG.log(Level.WARNING, "nothing is polled until " + file + " is corrected (" + problems.size() + " mistakes)");
        return Pipeline.EMPTY;
    }
}
