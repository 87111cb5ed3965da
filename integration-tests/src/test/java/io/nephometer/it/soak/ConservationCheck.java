package io.nephometer.it.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.LossRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Compares what arrived on one route, each sample once, with what was read for it. */
final class ConservationCheck {

    /** One turn of the soak's pollster: samples with the volumes from {@code first} on, the moment in ns. */
    record Turn(long first, int count) {}

    /** Samples read in it may be lost without a count, for the reason given; moments in ns. */
    private record Window(long from, long to, String reason) {}

    private record Sample(
            int arrival, long moment, String epoch, long seq, String name, String volume, JsonNode json) {}

    /** A loss record, and the sample that it is. */
    private record Report(Sample sample, LossRecord loss) {

        /** Whether it was said of a sample after that had arrived. */
        boolean isOf(Sample earlier) {
            return sample.arrival > earlier.arrival && loss.has(earlier.seq);
        }

        /** Of numbers that an agent may have used before it was killed; what else it did is not known. */
        boolean isOfUnknown() {
            return loss.samples() == 0;
        }
    }

    private final Map<String, Sample> samples = new HashMap<>();
    private final Map<Long, Set<String>> epochs = new TreeMap<>();
    private final Set<String> unrecorded = new TreeSet<>(); // epochs
    private final Set<Sample> doubtful = new HashSet<>();
    private final List<Window> excused = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int duplicates;

    /** A sample that was delivered in the document of that number. */
    synchronized void add(long seq, JsonNode json) {
        String id = json.get("id").asText();
        Sample sample = new Sample(
                samples.size(),
                System.nanoTime(),
                id.substring(0, id.indexOf('-')),
                seq,
                json.get("name").asText(),
                json.get("volume").asText(),
                json);
        Sample before = samples.putIfAbsent(id, sample);
        if (before == null) {
            epochs.computeIfAbsent(seq, number -> new TreeSet<>()).add(sample.epoch);
        } else {
            duplicates++;
            if (!before.volume.equals(sample.volume) || !before.name.equals(sample.name)) {
                faults.add("id " + id + " came with different contents");
            }
        }
    }

    /** Allows that samples that were read between two moments are lost without a report. */
    synchronized void excuse(long from, long to, String reason) {
        excused.add(new Window(from, to, reason));
    }

    synchronized List<String> excused() {
        return excused.stream().map(Window::toString).toList();
    }

    /** What arrived so far is in no account: the route could make none. */
    synchronized void forgetUnrecorded() {
        samples.values().forEach(sample -> unrecorded.add(sample.epoch));
    }

    /** What arrived since that moment may be in no account. */
    synchronized void doubt(long since) {
        samples.values().stream().filter(sample -> sample.moment > since).forEach(doubtful::add);
    }

    private boolean isRecorded(Sample sample) {
        return !unrecorded.contains(sample.epoch);
    }

    synchronized int count() {
        return samples.size();
    }

    synchronized boolean hasOneReadAfter(long moment) {
        return samples.values().stream()
                .anyMatch(sample -> sample.name.equals("soak.serial") && Long.parseLong(sample.volume) > moment);
    }

    private List<Report> reports() {
        return samples.values().stream()
                .filter(sample -> sample.name.equals(DeliveryChecker.LOST))
                .map(sample -> new Report(sample, LossRecord.of(sample.json)))
                .toList();
    }

    /** Whether the reports agree with the samples that the agent has counted as lost. */
    synchronized boolean areReported(long lost) {
        List<Report> reports =
                reports().stream().filter(report -> isRecorded(report.sample)).toList();
        return reportedSamples(reports, true) <= lost && lost <= reportedSamples(reports, false);
    }

    /**
     * Samples of the reports of agents that could record them.
     *
     * @param sure without those whose own document was reported as lost after it had arrived: the agent was killed before
     *     it could note that, and reports their losses again
     */
    private static long reportedSamples(List<Report> reports, boolean sure) {
        return reports.stream()
                .filter(report ->
                        reports.stream().noneMatch(later -> later.isOf(report.sample) && (sure || later.isOfUnknown())))
                .mapToLong(report -> report.loss.samples())
                .sum();
    }

    private long recorded() {
        return samples.values().stream().filter(this::isRecorded).count();
    }

    private long recordedAndReported(List<Report> reports, boolean unknown) {
        return samples.values().stream()
                .filter(this::isRecorded)
                .filter(sample ->
                        reports.stream().anyMatch(report -> report.isOfUnknown() == unknown && report.isOf(sample)))
                .count();
    }

    /** What breaks the promise, when nothing waits any more. */
    synchronized List<String> faults(List<Turn> read, RouteStatus route) {
        List<String> all = new ArrayList<>(faults);
        List<Report> reports = reports();
        // delivered by an agent that was killed before it could note that, and given up by the next one
        long ambiguous = recordedAndReported(reports, false);
        long unknown = recordedAndReported(reports, true);
        if (!route.balances() || route.number("waiting") + route.number("in_flight") + route.number("held") > 0) {
            all.add("its accounts do not balance");
        }
        long doubts = doubtful.stream()
                .filter(sample -> isRecorded(sample) && reports.stream().noneMatch(report -> report.isOf(sample)))
                .count();
        long surplus = recorded() - ambiguous - unknown - route.number("delivered");
        if (surplus < 0 || surplus > doubts) {
            all.add(
                    "%d delivered, %d arrived (%d of them in no account, %d reported as lost, %d as perhaps used, %d in doubt)"
                            .formatted(
                                    route.number("delivered"),
                                    samples.size(),
                                    samples.size() - recorded(),
                                    ambiguous,
                                    unknown,
                                    doubts));
        }
        if (!areReported(route.number("lost"))) {
            all.add("%d lost, %d to %d reported: %s"
                    .formatted(
                            route.number("lost"),
                            reportedSamples(reports, true),
                            reportedSamples(reports, false),
                            reports.stream().map(Report::loss).toList()));
        }
        for (String reason : route.lostBy().keySet()) {
            if (!Set.of("full", "disk", "memory", "unheld").contains(reason)) {
                all.add("lost as " + reason + ", for which there was no cause");
            }
        }
        numbers(reports, all);
        long reported = reports.stream()
                .filter(report ->
                        reports.stream().noneMatch(later -> !later.isOfUnknown() && later.isOf(report.sample)))
                .mapToLong(report -> report.loss.samples())
                .sum();
        serials(read, reported - ambiguous, reports.size(), all);
        return all;
    }

    private void numbers(List<Report> reports, List<String> all) {
        List<String> missing = DeliveryChecker.gaps(
                epochs.keySet(), reports.stream().map(Report::loss).toList());
        if (!missing.isEmpty()) {
            all.add("numbers that neither came nor were reported as lost: " + missing);
        }
        epochs.forEach((number, of) -> {
            if (of.size() > 1) {
                all.add("number %d was used in %d epochs".formatted(number, of.size()));
            }
        });
    }

    private void serials(List<Turn> read, long reported, int records, List<String> all) {
        Set<Long> arrived = new TreeSet<>();
        samples.values().stream()
                .filter(sample -> sample.name.equals("soak.serial"))
                .forEach(sample -> {
                    if (!arrived.add(Long.parseLong(sample.volume))) {
                        all.add("sample " + sample.volume + " has two ids");
                    }
                });
        long missing = 0;
        long inexcusable = 0;
        List<String> turns = new ArrayList<>();
        for (Turn turn : read) {
            long absent = LongStream.range(turn.first, turn.first + turn.count)
                    .filter(serial -> !arrived.contains(serial))
                    .count();
            boolean excusable =
                    excused.stream().anyMatch(window -> turn.first >= window.from && turn.first <= window.to);
            missing += absent;
            if (absent > 0 && !excusable) {
                inexcusable += absent;
                turns.add("%d of %d at %.3f s".formatted(absent, turn.count, turn.first / 1e9));
            }
        }
        if (inexcusable > reported) {
            all.add("%d samples were read and neither arrived nor were reported (%d were); not arrived: %s"
                    .formatted(inexcusable - reported, reported, turns));
        }
        if (reported > missing + records) {
            all.add("%d were reported as lost, %d did not arrive".formatted(reported, missing));
        }
    }

    @Override
    public synchronized String toString() {
        return "%d samples, %d duplicates, %d reported as lost"
                .formatted(samples.size(), duplicates, reportedSamples(reports(), false));
    }
}
