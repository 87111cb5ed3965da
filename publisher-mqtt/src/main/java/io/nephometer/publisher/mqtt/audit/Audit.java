package io.nephometer.publisher.mqtt.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The work of one audit: listens for a while, or until it is interrupted. */
public final class Audit {

    private static final Duration LINE_EVERY = Duration.ofSeconds(10);
    private static final Duration LOOK_UP = Duration.ofMillis(500);

    private final Listening listening;
    private final Accounts accounts;
    private final Optional<Duration> length;
    private final LongSupplier nanos;
    private final PrintStream lines;

    /**
     * @param nanos a monotonic clock
     * @param lines where it says every ten seconds how it stands
     */
    Audit(Listening listening, AuditOptions options, LongSupplier nanos, PrintStream lines) {
        this.listening = listening;
        this.accounts = new Accounts(options.fromStart());
        this.length = options.length();
        this.nanos = nanos;
        this.lines = lines;
    }

    /**
     * A whole audit, from the words that say what is wanted to the report.
     *
     * @throws IllegalArgumentException if a word is wrong: what is, and what would be right
     * @throws IllegalStateException if something is missing or contradicts itself
     * @throws IOException if a broker cannot be listened to
     */
    public static void run(Listening.Opener opener, PrintStream out, String... words)
            throws IOException, InterruptedException {
        AuditOptions options = AuditOptions.of(words);
        if (options.help()) {
            help(out);
            return;
        }
        Report report;
        try (Listening listening = opener.open(options.urls(), options.durable())) {
            PrintStream lines = options.json() ? new PrintStream(OutputStream.nullOutputStream()) : out;
            lines.println("listening at "
                    + String.join(
                            " ", options.urls().stream().map(Object::toString).toList()));
            report = new Audit(listening, options, System::nanoTime, lines).listen();
        }
        out.print(options.json() ? Json.of(report.map()) : report.text());
        String objection = report.objection();
        if (!objection.isEmpty()) {
            throw new IllegalStateException(options.json() ? "" : objection); // JSON has it already, and is one value
        }
        if (!options.json()) {
            out.println("complete: no document is missing");
        }
    }

    private static void help(PrintStream out) {
        out.println("mqtt:audit [URL...] [--seconds N] [--json] [--from-start] [--durable]");
        out.println("  listens at the broker, and reports what is missing, came twice, or has two contents");
        out.println("  --seconds N    for so long; else until Ctrl-C");
        out.println("  --from-start   a route's first document ought to be number 1, not just the first one heard");
        out.println("  --durable      the broker keeps what comes while the connection of the audit is broken");
        out.println("  example: mqtt:audit mqtt://127.0.0.1:1883 --seconds 300");
    }

    Report listen() {
        long start = nanos.getAsLong();
        try {
            hear(start);
        } catch (IOException e) {
            return accounts.report()
                    .with("the link was lost after " + passed(start).toSeconds() + " s: " + e.getMessage());
        } catch (InterruptedException e) { // the report is what it ends with; nothing here waits any more
            return accounts.report();
        }
        return accounts.report();
    }

    private void hear(long start) throws IOException, InterruptedException {
        Duration nextLine = LINE_EVERY;
        for (Duration passed = Duration.ZERO; !isOver(passed); passed = passed(start)) {
            if (passed.compareTo(nextLine) >= 0) {
                lines.println(passed.toSeconds() + " s: " + accounts.report().line());
                nextLine = Duration.ofSeconds(passed.toSeconds()).plus(LINE_EVERY);
                if (lines.checkError()) {
                    return; // nobody reads it
                }
            }
            listening.next(LOOK_UP).ifPresent(accounts::hear);
        }
    }

    private boolean isOver(Duration passed) {
        return length.isPresent() && passed.compareTo(length.get()) >= 0;
    }

    private Duration passed(long start) {
        return Duration.ofNanos(nanos.getAsLong() - start);
    }
}
