package io.nephometer.it.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A route in {@code status --json}. */
public record RouteStatus(JsonNode json) {

    public static RouteStatus of(InstalledAgent installed, String name) {
        JsonNode status = installed.status();
        for (JsonNode route : status.get("routes")) {
            if (route.get("name").asText().equals(name)) {
                return new RouteStatus(route);
            }
        }
        throw new AssertionError("no route " + name + " in " + status);
    }

    public static RouteStatus await(InstalledAgent installed, Duration limit, Predicate<RouteStatus> wanted) {
        return await(installed, LoadGenerator.ROUTE, limit, wanted);
    }

    public static RouteStatus await(
            InstalledAgent installed, String name, Duration limit, Predicate<RouteStatus> wanted) {
        return Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions() // the agent may still be starting
                .until(() -> of(installed, name), wanted);
    }

    public long number(String field) {
        return json.path(field).asLong();
    }

    public String text(String field) {
        return json.path(field).asText();
    }

    long read() {
        return number("read");
    }

    /** Returns whether no sample waits or is in flight. */
    public boolean isEmpty() {
        return number("waiting") == 0 && number("in_flight") == 0 && number("in_memory") == 0;
    }

    public boolean balances() {
        return number("difference") == 0
                && read()
                        == number("delivered")
                                + number("waiting")
                                + number("in_flight")
                                + number("held")
                                + number("lost");
    }

    public Map<String, Long> lostBy() {
        Map<String, Long> lost = new TreeMap<>();
        json.path("lost_by")
                .properties()
                .forEach(reason -> lost.put(reason.getKey(), reason.getValue().asLong()));
        lost.values().removeIf(samples -> samples == 0);
        return lost;
    }
}
