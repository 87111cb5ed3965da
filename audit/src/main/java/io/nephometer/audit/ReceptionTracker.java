package io.nephometer.audit;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Tracks the received documents for each host and route. */
final class ReceptionTracker {

    private static final int MAX_ROUTES = 10_000;

    private final boolean fromStart;
    private final Map<RouteKey, SequenceTracker> routes = new TreeMap<>();
    private long malformed;
    private String lastMalformed = "";
    private long unfollowed;

    /**
     * Creates an empty tracker.
     *
     * @param fromStart whether the documents of each route are expected to start at number 1
     */
    ReceptionTracker(boolean fromStart) {
        this.fromStart = fromStart;
    }

    void add(ReceivedMessage message) {
        try {
            add(DocumentReader.read(message.payload()));
        } catch (IOException e) {
            malformed++;
            lastMalformed = message.topic() + ": " + e.getMessage();
        }
    }

    private void add(SampleDocument document) {
        RouteKey key = new RouteKey(document.host(), document.route());
        if (!follows(key)) {
            unfollowed++;
        } else if (route(key).add(document)) { // a duplicate's losses have already been counted
            for (ReportedLoss loss : document.losses()) {
                RouteKey loser = loss.route().isEmpty() ? key : new RouteKey(document.host(), loss.route());
                if (follows(loser)) {
                    route(loser).add(loss);
                }
            }
        }
    }

    private boolean follows(RouteKey key) {
        return routes.containsKey(key) || routes.size() < MAX_ROUTES;
    }

    private SequenceTracker route(RouteKey key) {
        return routes.computeIfAbsent(key, k -> new SequenceTracker());
    }

    AuditReport report() {
        Map<RouteKey, RouteReport> reports = new TreeMap<>();
        routes.forEach((key, route) -> reports.put(key, route.report(fromStart)));
        return new AuditReport(reports, new AuditReport.Malformed(malformed, lastMalformed), unfollowed, "");
    }
}
