package io.nephometer.agent.core.health;

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
