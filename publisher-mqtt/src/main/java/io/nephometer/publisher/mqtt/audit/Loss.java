package io.nephometer.publisher.mqtt.audit;

import java.util.Optional;

/**
 * A loss record: what the agent itself tells that it has lost.
 *
 * @param numbers of the documents; empty if what was lost never had any
 */
record Loss(String route, String reason, long samples, Optional<Ranges.Range> numbers) {

    static final String METER = "agent.samples.lost";
}
