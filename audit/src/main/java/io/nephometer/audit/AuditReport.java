package io.nephometer.audit;

import io.nephometer.text.PrintableText;
import io.nephometer.text.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The result of an audit.
 *
 * @param routes the results for the individual routes
 * @param malformed a summary of the messages that are not sample documents
 * @param unfollowed the number of documents that were ignored because there were too many routes
 * @param problem the reason why the audit ended early, or an empty string if it did not end early
 */
record AuditReport(Map<RouteKey, RouteReport> routes, Malformed malformed, long unfollowed, String problem) {

    private static final int MAX_SHOWN = 5;

    /**
     * A summary of the received messages that are not sample documents.
     *
     * @param count the number of malformed messages
     * @param last the topic of the last malformed message and the reason why the message is malformed
     */
    record Malformed(long count, String last) {}

    AuditReport withProblem(String problem) {
        return new AuditReport(routes, malformed, unfollowed, problem);
    }

    /**
     * Returns the evidence that documents are missing or contradict each other, or an empty string if there is no
     * evidence.
     */
    String objection() {
        List<String> objections = new ArrayList<>();
        if (!problem.isEmpty()) {
            objections.add(problem);
        }
        if (sum(RouteReport::documents) == 0) {
            objections.add("no sample document was heard");
        }
        add(objections, sum(route -> route.missing().count()), "document is missing", "documents are missing");
        add(
                objections,
                sum(route -> route.conflicts().count()),
                "number has two contents",
                "numbers have two contents");
        add(objections, unfollowed, "document was not followed", "documents were not followed: too many routes");
        return String.join(", ", objections);
    }

    private static void add(List<String> objections, long count, String one, String many) {
        if (count > 0) {
            objections.add(count + " " + (count == 1 ? one : many));
        }
    }

    private long sum(ToLongFunction<RouteReport> figure) {
        return routes.values().stream().mapToLong(figure).sum();
    }

    /** Returns a progress line that contains the totals. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%d routes, %d documents, %d samples, %d twins, %d reported lost, %d missing, %d different, %d malformed",
                routes.size(),
                sum(RouteReport::documents),
                sum(RouteReport::samples),
                sum(route -> route.twins().count()),
                sum(route -> route.reported().documents()),
                sum(route -> route.missing().count()),
                sum(route -> route.conflicts().count()),
                malformed.count());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        if (!routes.isEmpty()) {
            text.append(table());
        }
        List<String> lines = new ArrayList<>();
        routes.forEach((key, route) -> {
            List<String> remarks = remarks(route);
            if (!remarks.isEmpty()) {
                lines.add(key + ":");
                remarks.forEach(remark -> lines.add("  " + remark));
            }
        });
        if (malformed.count() > 0) {
            lines.add(malformed.count() + " malformed, the last one " + malformed.last());
        }
        text.append(lines.isEmpty() ? "" : "\n");
        lines.forEach(line -> text.append(TextTable.cut(PrintableText.of(line))).append('\n'));
        return text.toString();
    }

    private TextTable table() {
        TextTable table = new TextTable(
                "HOST", "ROUTE", ">NUMBERS", ">HEARD", ">SAMPLES", ">TWINS", ">REPORTED", ">MISSING", ">DIFFERENT");
        routes.forEach((key, route) -> table.row(
                key.host(),
                key.route(),
                route.numbers(),
                route.documents(),
                route.samples(),
                route.twins().count(),
                route.reported().documents(),
                route.missing().count(),
                route.conflicts().count()));
        return table;
    }

    private static List<String> remarks(RouteReport route) {
        List<String> remarks = new ArrayList<>();
        if (route.epochs() > 1) {
            remarks.add("from " + route.epochs() + " starts of the agent");
        }
        if (route.disordered() > 0) {
            remarks.add(route.disordered() + " out of order");
        }
        if (route.twins().count() > 0) {
            remarks.add("the furthest twin was " + route.twins().furthest() + " numbers behind");
        }
        if (!route.reported().samples().isEmpty()) {
            remarks.add("reported lost: " + route.reported().sum() + " samples "
                    + route.reported().samples().entrySet().stream()
                            .map(reason -> reason.getKey() + " " + reason.getValue())
                            .collect(Collectors.joining(", ", "(", ")")));
        }
        if (route.missing().count() > 0) {
            remarks.add("missing, or still waiting at the host: "
                    + shown(route.missing().numbers()));
        }
        if (route.conflicts().count() > 0) {
            remarks.add("number " + route.conflicts().first()
                    + " has two contents: two agents with one name, or a new spool?");
        }
        return remarks;
    }

    private static String shown(List<RangeSet.Range> ranges) {
        return ranges.stream().limit(MAX_SHOWN).map(RangeSet.Range::toString).collect(Collectors.joining(", "))
                + (ranges.size() > MAX_SHOWN ? ", …" : "");
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("complete", objection().isEmpty());
        map.put("objection", objection());
        map.put("malformed", malformed.count());
        map.put("last_malformed", malformed.last());
        map.put("not_followed", unfollowed);
        List<Map<String, Object>> all = new ArrayList<>();
        routes.forEach((key, route) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("host", key.host());
            one.put("route", key.route());
            one.putAll(route.map());
            all.add(one);
        });
        map.put("routes", all);
        return map;
    }
}
