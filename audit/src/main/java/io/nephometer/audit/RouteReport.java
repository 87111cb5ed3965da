package io.nephometer.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The audit result for one route on one host.
 *
 * @param documents the number of distinct documents received
 * @param samples the number of samples in the distinct documents
 * @param first the lowest sequence number received
 * @param last the highest sequence number received, or a number below {@code first} if no document was received
 * @param disordered the number of documents that arrived out of order
 * @param epochs the number of distinct agent runs that sent the documents
 */
record RouteReport(
        long documents,
        long samples,
        long first,
        long last,
        Twins twins,
        long disordered,
        ReportedLosses reported,
        Missing missing,
        Conflicts conflicts,
        int epochs) {

    /**
     * A summary of the documents that were received more than once.
     *
     * @param furthest the greatest difference between the highest number received so far and a duplicate's number
     * @param uncompared the number of duplicates that arrived too late to be compared with the original document
     */
    record Twins(long count, long furthest, long uncompared) {}

    /**
     * A summary of the losses that the agent itself has reported.
     *
     * @param documents the number of missing documents whose numbers appear in loss records
     * @param samples the number of lost samples for each reason, according to all loss records received
     */
    record ReportedLosses(long documents, Map<String, Long> samples) {
        ReportedLosses {
            samples = Collections.unmodifiableMap(new TreeMap<>(samples));
        }

        long sum() {
            return samples.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** The missing documents whose numbers do not appear in any loss record. */
    record Missing(long count, List<RangeSet.Range> numbers) {}

    /**
     * A summary of the documents that have the same number as another document but different content.
     *
     * @param first the number of the first conflicting document
     */
    record Conflicts(long count, long first) {}

    String numbers() {
        return last < first ? "-" : new RangeSet.Range(first, last).toString();
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
        map.put("told_documents", reported.documents);
        map.put("told_samples", reported.samples);
        map.put("missing_documents", missing.count);
        map.put("missing", missing.numbers.stream().map(RouteReport::map).toList());
        map.put("different_contents", conflicts.count);
        map.put("epochs", epochs);
        return map;
    }

    private static Map<String, Object> map(RangeSet.Range range) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("first", range.first());
        map.put("last", range.last());
        return map;
    }
}
