package io.nephometer.agent.core.view;

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

    /** The part of a component that can work or fail on its own. */
    public enum Aspect {
        /** The main purpose of the component: a plugin's calls, a sink's readiness, a route's delivery. */
        WORK(""),
        /** Whether a plugin keeps up with its interval. */
        PACE("pace"),
        /** A sink's transformers. */
        TRANSFORMERS("transformers"),
        /** Whether a route has a publisher. */
        PUBLISHER("publisher"),
        /** Whether a plugin reports what it offers. */
        OFFER("offer"),
        /** Whether a plugin provides what it offers, or another plugin does. */
        PRECEDENCE("precedence"),
        /** Whether a plugin can open its publishers or transformers. */
        OPENING("opening"),
        /** Whether a plugin can close them again. */
        CLOSING("closing"),
        /** Whether the samples of a route can be encoded. */
        ENCODING("encoding"),
        /** Whether the directory of a route's spool can be read and written. */
        SPOOL("spool"),
        /** Whether a route's spool has room. */
        ROOM("room"),
        /** Whether the ledger of a route accounts for all samples. */
        ACCOUNTS("accounts");

        private final String text;

        Aspect(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
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
