package io.nephometer.agent.core.health;

/** What of a component can work or fail apart from the rest of it. */
public enum Aspect {
    /** What the component is for: a plugin's calls, a sink's readiness, a route's delivery. */
    WORK(""),
    /** Whether a plugin keeps up with its interval. */
    PACE("pace"),
    /** A sink's transformers. */
    TRANSFORMERS("transformers"),
    /** Whether a route has a publisher. */
    PUBLISHER("publisher"),
    /** Whether a plugin says what it offers. */
    OFFER("offer"),
    /** Whether a plugin gives what it offers, or another one does. */
    PRECEDENCE("precedence"),
    /** Whether a plugin opens what it is asked for. */
    OPENING("opening"),
    /** Whether a plugin closes what it has opened. */
    CLOSING("closing"),
    /** Whether a route's samples become messages. */
    ENCODING("encoding"),
    /** A route's directory. */
    SPOOL("spool"),
    /** Whether a route's spool has room. */
    ROOM("room"),
    /** Whether all samples of a route are accounted for. */
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
