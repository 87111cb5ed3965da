package io.nephometer.publisher.mqtt.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one route of one host stands.
 *
 * @param documents heard, each number once
 * @param samples in these
 * @param first the lowest number heard
 * @param last the highest one; below the first if none was heard
 * @param disordered documents that came out of order
 * @param epochs how many starts of the agent they are from
 */
record RouteReport(
        long documents,
        long samples,
        long first,
        long last,
        Twins twins,
        long disordered,
        Told told,
        Missing missing,
        Conflicts conflicts,
        int epochs) {

    /**
     * Documents that were heard again.
     *
     * @param furthest how far below the highest number heard the one furthest behind was
     * @param uncompared those of which it is no longer known whether they are the same
     */
    record Twins(long count, long furthest, long uncompared) {}

    /**
     * Documents that are missing and that loss records tell of.
     *
     * @param samples by reason, of all loss records heard
     */
    record Told(long documents, Map<String, Long> samples) {
        Told {
            samples = Collections.unmodifiableMap(new TreeMap<>(samples));
        }

        long sum() {
            return samples.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Documents that are missing, and nobody tells why. */
    record Missing(long count, List<Ranges.Range> numbers) {}

    /**
     * Documents with the number of another one.
     *
     * @param first the number of the first such
     */
    record Conflicts(long count, long first) {}

    String numbers() {
        return last < first ? "-" : new Ranges.Range(first, last).toString();
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("documents", documents);
        map.put("samples", samples);
        map.put("first", last < first ? null : first);
        map.put("last", last < first ? null : last);
        map.put("twins", twins.count);
        map.put("furthest_twin", twins.furthest);
        map.put("twins_not_compared", twins.uncompared);
        map.put("out_of_order", disordered);
        map.put("told_documents", told.documents);
        map.put("told_samples", told.samples);
        map.put("missing_documents", missing.count);
        map.put("missing", missing.numbers.stream().map(RouteReport::map).toList());
        map.put("different_contents", conflicts.count);
        map.put("epochs", epochs);
        return map;
    }

    private static Map<String, Object> map(Ranges.Range range) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("first", range.first());
        map.put("last", range.last());
        return map;
    }
}
