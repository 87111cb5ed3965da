package io.nephometer.agent.core.health;

import java.util.Comparator;

/**
 * Identifies one aspect of one component.
 *
 * @param name the component's name, which is unique within its kind
 */
public record HealthKey(Kind kind, String name, Aspect aspect) implements Comparable<HealthKey> {

    /** The kind of a component. */
    public enum Kind {
        /** A part of the agent itself. */
        AGENT(""),
        /** Its name says what it is: {@code pollster.cpu}. */
        PLUGIN(""),
        DISCOVERY("discovery "),
        SINK("sink "),
        ROUTE("route ");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Comparator<HealthKey> BY_TEXT = Comparator.comparing(HealthKey::toString)
            .thenComparing(HealthKey::kind)
            .thenComparing(HealthKey::name)
            .thenComparing(HealthKey::aspect);

    /** Returns the key of a part of the agent, by the name that operators use. */
    public static HealthKey agent(String part) {
        return new HealthKey(Kind.AGENT, part, Aspect.WORK);
    }

    public static HealthKey plugin(String name) {
        return new HealthKey(Kind.PLUGIN, name, Aspect.WORK);
    }

    /** @param url the discovery as pipeline.yaml has it: {@code name}, or {@code name://parameter} */
    public static HealthKey discovery(String url) {
        return new HealthKey(Kind.DISCOVERY, url.split("://")[0], Aspect.WORK);
    }

    public static HealthKey sink(String name) {
        return new HealthKey(Kind.SINK, name, Aspect.WORK);
    }

    public static HealthKey route(String name) {
        return new HealthKey(Kind.ROUTE, name, Aspect.WORK);
    }

    /** Returns the key of another aspect of the same component. */
    public HealthKey of(Aspect other) {
        return new HealthKey(kind, name, other);
    }

    @Override
    public int compareTo(HealthKey other) {
        return BY_TEXT.compare(this, other);
    }

    /** Returns the text that operators see: {@code route meter_sink.mqtt spool}. */
    @Override
    public String toString() {
        return (kind.prefix + name + " " + aspect).strip();
    }
}
