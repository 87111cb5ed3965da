package io.nephometer.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A route as {@code status --json} shows it. */
record RouteStatus(JsonNode json) {

    static RouteStatus of(Installed installed, String name) {
        JsonNode status = installed.status();
        for (JsonNode route : status.get("routes")) {
            if (route.get("name").asText().equals(name)) {
                return new RouteStatus(route);
            }
        }
        throw new AssertionError("no route " + name + " in " + status);
    }

    static RouteStatus await(Installed installed, Duration limit, Predicate<RouteStatus> wanted) {
        return await(installed, Load.ROUTE, limit, wanted);
    }

    static RouteStatus await(Installed installed, String name, Duration limit, Predicate<RouteStatus> wanted) {
        return Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions() // the agent may be on its way up
                .until(() -> of(installed, name), wanted);
    }

    long number(String field) {
        return json.path(field).asLong();
    }

    String text(String field) {
        return json.path(field).asText();
    }

    long read() {
        return number("read");
    }

    /** Nothing is on its way. */
    boolean isEmpty() {
        return number("waiting") == 0 && number("in_flight") == 0 && number("in_memory") == 0;
    }

    boolean balances() {
        return number("difference") == 0
                && read()
                        == number("delivered")
                                + number("waiting")
                                + number("in_flight")
                                + number("held")
                                + number("lost");
    }

    Map<String, Long> lostBy() {
        Map<String, Long> lost = new TreeMap<>();
        json.path("lost_by")
                .properties()
                .forEach(reason -> lost.put(reason.getKey(), reason.getValue().asLong()));
        lost.values().removeIf(samples -> samples == 0);
        return lost;
    }
}
