package io.nephometer.launcher.prompt;

import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.client.ControlClient;
import io.nephometer.launcher.client.GogoWord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes words by sending a request to the agent over a separate connection. The time limit for the response is one
 * second.
 */
final class AgentCompleter implements Completer {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Path data;

    AgentCompleter(Path data) {
        this.data = data;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        words(line.line(), line.cursor()).forEach(word -> candidates.add(new Candidate(word)));
    }

    /**
     * Returns the possible completions for the word at the cursor, or an empty list if the agent does not respond in
     * time.
     */
    List<String> words(String line, int cursor) {
        FutureTask<List<String>> question = new FutureTask<>(() -> ask(line, cursor));
        Thread thread = new Thread(question, "nephometer-complete");
        thread.setDaemon(true);
        thread.start();
        try {
            return question.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return List.of();
        } catch (TimeoutException e) {
            question.cancel(true); // the interrupt closes the connection
            return List.of();
        } catch (InterruptedException e) {
            question.cancel(true);
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<String> ask(String line, int cursor) throws CommandException, IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (ControlClient agent = ControlClient.connect(data)) {
            int status = agent.execute("meter:complete %s %s".formatted(GogoWord.quote(line), cursor), answer);
            return status == 0 ? answer.toString(StandardCharsets.UTF_8).lines().toList() : List.of();
        }
    }
}
