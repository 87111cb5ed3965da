package io.nephometer.audit;

import java.util.Comparator;

/** Identifies a route by the host's name and the route's name. */
record RouteKey(String host, String route) implements Comparable<RouteKey> {

    @Override
    public int compareTo(RouteKey other) {
        return Comparator.comparing(RouteKey::host)
                .thenComparing(RouteKey::route)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return host + " " + route;
    }
}
