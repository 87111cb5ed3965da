package io.nephometer.publisher.mqtt.audit;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** What was heard of all routes of all hosts. */
final class Accounts {

    private static final int MOST_ROUTES = 10_000;

    /** A route of a host. */
    record Key(String host, String route) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::host).thenComparing(Key::route).compare(this, other);
        }

        @Override
        public String toString() {
            return host + " " + route;
        }
    }

    private final boolean fromStart;
    private final Map<Key, RouteAccount> routes = new TreeMap<>();
    private long malformed;
    private String lastMalformed = "";
    private long unfollowed;

    /** @param fromStart whether each route ought to be heard from its number 1 on */
    Accounts(boolean fromStart) {
        this.fromStart = fromStart;
    }

    void hear(Heard message) {
        try {
            hear(DocumentReader.read(message.payload()));
        } catch (IOException e) {
            malformed++;
            lastMalformed = message.topic() + ": " + e.getMessage();
        }
    }

    private void hear(Document document) {
        Key key = new Key(document.host(), document.route());
        if (!follows(key)) {
            unfollowed++;
        } else if (route(key).hear(document)) { // what a twin tells is told already
            for (Loss loss : document.losses()) {
                Key of = loss.route().isEmpty() ? key : new Key(document.host(), loss.route());
                if (follows(of)) {
                    route(of).tell(loss);
                }
            }
        }
    }

    private boolean follows(Key key) {
        return routes.containsKey(key) || routes.size() < MOST_ROUTES;
    }

    private RouteAccount route(Key key) {
        return routes.computeIfAbsent(key, k -> new RouteAccount());
    }

    Report report() {
        Map<Key, RouteReport> reports = new TreeMap<>();
        routes.forEach((key, route) -> reports.put(key, route.report(fromStart)));
        return new Report(reports, new Report.Malformed(malformed, lastMalformed), unfollowed, "");
    }
}
