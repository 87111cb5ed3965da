package io.nephometer.audit;

import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A single audit run. The audit receives messages for a given time or until it is interrupted, and then reports the
 * result.
 */
final class Audit {

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    private final MessageFeed feed;
    private final ReceptionTracker tracker;
    private final Optional<Duration> length;
    private final LongSupplier nanos;
    private final PrintStream progress;

    /**
     * Creates an audit. Call {@link #listen} to perform the audit.
     *
     * @param nanos the monotonic clock, in nanoseconds
     * @param progress the stream to which a progress line is printed every ten seconds
     */
    Audit(MessageFeed feed, AuditOptions options, LongSupplier nanos, PrintStream progress) {
        this.feed = feed;
        this.tracker = new ReceptionTracker(options.fromStart());
        this.length = options.length();
        this.nanos = nanos;
        this.progress = progress;
    }

    /**
     * Runs a complete audit and prints its report.
     *
     * @param words the options and URLs as typed by the user
     * @throws IllegalArgumentException if an option or URL is invalid; the message describes the expected form
     * @throws IllegalStateException if the audit finds a problem, such as missing documents
     * @throws IOException if a broker does not grant the subscription
     */
    static void run(MessageFeed.Opener opener, PrintStream out, String... words)
            throws IOException, InterruptedException {
        AuditOptions options = AuditOptions.parse(words);
        if (options.help()) {
            out.print(AgentCommand.AUDIT.help());
            return;
        }
        AuditReport report;
        try (MessageFeed feed = opener.open(options.urls(), options.durable())) {
            PrintStream progress = options.json() ? new PrintStream(OutputStream.nullOutputStream()) : out;
            progress.println("listening at "
                    + String.join(
                            " ", options.urls().stream().map(Object::toString).toList()));
            report = new Audit(feed, options, System::nanoTime, progress).listen();
        }
        out.print(options.json() ? JsonWriter.of(report.map()) : report.text());
        String objection = report.objection();
        if (!objection.isEmpty()) {
            throw new IllegalStateException(options.json() ? "" : objection); // the JSON already contains it
        }
        if (!options.json()) {
            out.println("complete: no document is missing");
        }
    }

    AuditReport listen() {
        long start = nanos.getAsLong();
        try {
            receive(start);
        } catch (IOException e) {
            return tracker.report()
                    .withProblem(
                            "the link was lost after " + elapsedSince(start).toSeconds() + " s: " + e.getMessage());
        } catch (InterruptedException e) { // ends the audit; the thread does not wait after this
            return tracker.report();
        }
        return tracker.report();
    }

    private void receive(long start) throws IOException, InterruptedException {
        Duration nextLine = PROGRESS_INTERVAL;
        for (Duration elapsed = Duration.ZERO; !isOver(elapsed); elapsed = elapsedSince(start)) {
            if (elapsed.compareTo(nextLine) >= 0) {
                progress.println(elapsed.toSeconds() + " s: " + tracker.report().line());
                nextLine = Duration.ofSeconds(elapsed.toSeconds()).plus(PROGRESS_INTERVAL);
                if (progress.checkError()) {
                    return; // the reader has closed the stream
                }
            }
            feed.next(POLL_TIMEOUT).ifPresent(tracker::add);
        }
    }

    private boolean isOver(Duration elapsed) {
        return length.isPresent() && elapsed.compareTo(length.get()) >= 0;
    }

    private Duration elapsedSince(long start) {
        return Duration.ofNanos(nanos.getAsLong() - start);
    }
}
