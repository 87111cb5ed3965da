package io.nephometer.agent.core.view;

import java.util.Comparator;

/**
 * A key that identifies one aspect of one component.
 *
 * @param name the name of the component, which is unique among components of the same kind
 */
public record HealthKey(Kind kind, String name, Aspect aspect) implements Comparable<HealthKey> {

    /** The kind of component that a key identifies. */
    public enum Kind {
        /** A part of the agent itself. */
        AGENT(""),
        /** A plugin, identified by a name such as {@code pollster.cpu}. */
        PLUGIN(""),
        DISCOVERY("discovery "),
        SINK("sink "),
        ROUTE("route ");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** An aspect of a component that can work or fail independently of the component's other aspects. */
    public enum Aspect {
        /** The main function of a component: a plugin's calls, a sink's readiness, or a route's delivery. */
        WORK(""),
        /** Whether a plugin keeps up with its polling interval. */
        PACE("pace"),
        /** Whether a sink's transformers process samples without failing. */
        TRANSFORMERS("transformers"),
        /** Whether a route has an open publisher. */
        PUBLISHER("publisher"),
        /** Whether a plugin responds when asked what it offers. */
        OFFER("offer"),
        /** Whether a plugin is in use or superseded by another plugin. */
        PRECEDENCE("precedence"),
        /** Whether a plugin can open its publishers or transformers. */
        OPENING("opening"),
        /** Whether a plugin can close its publishers or transformers. */
        CLOSING("closing"),
        /** Whether a route's samples can be encoded. */
        ENCODING("encoding"),
        /** Whether a route's spool directory can be read and written. */
        SPOOL("spool"),
        /** Whether a route's spool has room for more batches. */
        ROOM("room"),
        /** Whether a route's ledger accounts for all samples. */
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

    /** Returns the key for the part of the agent that is shown to operators under the given name. */
    public static HealthKey agent(String part) {
        return new HealthKey(Kind.AGENT, part, Aspect.WORK);
    }

    public static HealthKey plugin(String name) {
        return new HealthKey(Kind.PLUGIN, name, Aspect.WORK);
    }

    /** @param url the discovery as written in pipeline.yaml: {@code name} or {@code name://parameter} */
    public static HealthKey discovery(String url) {
        return new HealthKey(Kind.DISCOVERY, url.split("://")[0], Aspect.WORK);
    }

    public static HealthKey sink(String name) {
        return new HealthKey(Kind.SINK, name, Aspect.WORK);
    }

    public static HealthKey route(String name) {
        return new HealthKey(Kind.ROUTE, name, Aspect.WORK);
    }

    /** Returns the key for the given aspect of the same component. */
    public HealthKey of(Aspect other) {
        return new HealthKey(kind, name, other);
    }

    @Override
    public int compareTo(HealthKey other) {
        return BY_TEXT.compare(this, other);
    }

    /** Returns the text that is shown to operators, such as {@code route meter_sink.mqtt spool}. */
    @Override
    public String toString() {
        return (kind.prefix + name + " " + aspect).strip();
    }
}
