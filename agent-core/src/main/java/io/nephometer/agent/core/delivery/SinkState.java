package io.nephometer.agent.core.delivery;

import java.util.List;

/**
 * How the transformers of a sink stand.
 *
 * @param made by each of them, in order
 * @param waits for a transformer that no plugin offers now
 * @param held samples that wait with it
 * @param dropped samples that a transformer threw on, since the sink is as it is
 */
public record SinkState(String name, List<Made> made, boolean waits, long held, long dropped) {}
