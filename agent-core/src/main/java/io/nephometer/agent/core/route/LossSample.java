package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Converts a loss into a sample that reports the loss to the receiver. */
public final class LossSample {

    /** The source name used for samples that report losses. */
    static final String SOURCE = "agent";

    public static final Meter METER = new Meter("agent.samples.lost", Meter.Type.DELTA, "sample", Optional.empty());

    private LossSample() {}

    static Sample of(Loss loss, String host, String route, Moment now) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("route", route);
        metadata.put("reason", loss.reason().toString());
        metadata.put("since", loss.since().toString());
        metadata.put("until", loss.until().toString());
        if (loss.first() > 0) {
            metadata.put("first", loss.first());
            metadata.put("last", loss.last());
        }
        return new Sample(METER, Resource.of(host, Map.of("host", host)), loss.samples(), now, metadata);
    }
}
