package io.nephometer.agent.shell.top;

import io.nephometer.agent.core.view.PollsterState.Tally;
import io.nephometer.text.HumanNumbers;
import io.nephometer.text.TextTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Formats a snapshot of the instances and the pollsters as text or as a map for JSON output.
 *
 * @param samples the total number of samples per second across all meters
 * @param cpu the agent's use of processor time, as a percentage of one processor
 * @param resident the agent's resident memory, in bytes
 * @param instances the rows for the instances, with the busiest instance first
 * @param pollsters the pollsters' counters, keyed by pollster name
 * @param note the text to display if there are no instances
 */
record TopTable(
        String host,
        double samples,
        OptionalDouble cpu,
        OptionalDouble resident,
        List<LatestInstanceValues.Row> instances,
        Map<String, Tally> pollsters,
        String note) {

    private static final int MAX_POLLSTERS = 10;

    /** The JSON output fields for a pollster. */
    private record PollsterFields(String name, long turns, Duration took, Duration cpu, long samples, long failures) {}

    /** Returns the full text, including all instances and all pollsters. */
    String text() {
        return head() + "\n" + instances(instances.size()) + "\n" + pollsters(pollsters.size());
    }

    /** Returns as much of the text as fits in the given number of lines. */
    String text(int lines) {
        int shown = Math.min(MAX_POLLSTERS, pollsters.size());
        String below = "\n" + pollsters(shown);
        long room = lines - 3 - below.lines().count(); // the first line, a blank line and the table's heading
        boolean fits = instances.size() <= room;
        return head() + "\n" + instances((int) Math.max(1, fits ? room : room - 1)) + below;
    }

    private String head() {
        return "%s   %s %s   %s samples/s   agent: CPU %s %%, memory %s%n"
                .formatted(
                        host,
                        instances.size(),
                        instances.size() == 1 ? "instance" : "instances",
                        HumanNumbers.plain(samples, 1),
                        HumanNumbers.number(cpu, 1),
                        HumanNumbers.bytes(resident));
    }

    private String instances(int most) {
        TextTable table = new TextTable(
                "INSTANCE", "STATE", ">VCPUS", ">CPU %", ">MEMORY MiB", ">READ/s", ">WRITE/s", ">IN/s", ">OUT/s");
        instances.stream()
                .limit(most)
                .forEach(row -> table.row(
                        row.name(),
                        row.state().orElse(HumanNumbers.UNKNOWN),
                        HumanNumbers.number(row.vcpus(), 0),
                        HumanNumbers.number(row.cpuPercent(), 1),
                        HumanNumbers.number(row.memoryMib(), 0),
                        HumanNumbers.bytes(row.readBytesPerSecond()),
                        HumanNumbers.bytes(row.writeBytesPerSecond()),
                        HumanNumbers.bytes(row.inBytesPerSecond()),
                        HumanNumbers.bytes(row.outBytesPerSecond())));
        int more = instances.size() - most;
        return table + (instances.isEmpty() ? note + "\n" : more > 0 ? "… " + more + " more, less busy\n" : "");
    }

    private String pollsters(int most) {
        TextTable table = new TextTable("POLLSTER", ">TOOK", ">CPU A TURN", ">SAMPLES", ">ERRORS");
        pollsters.entrySet().stream().limit(most).forEach(entry -> {
            Tally tally = entry.getValue();
            table.row(
                    entry.getKey(),
                    tally.turns() == 0 ? HumanNumbers.UNKNOWN : HumanNumbers.time(tally.took()),
                    tally.cpu().isZero() ? HumanNumbers.UNKNOWN : HumanNumbers.time(cpuATurn(tally)),
                    tally.samples(),
                    tally.failures());
        });
        int more = pollsters.size() - most;
        return table + (more > 0 ? "… " + more + " more\n" : "");
    }

    private static Duration cpuATurn(Tally tally) {
        return tally.cpu().dividedBy(Math.max(1, tally.turns()));
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("host", host);
        map.put("samples_per_second", samples);
        map.put("cpu_percent", cpu);
        map.put(
                "resident_bytes",
                resident.stream().mapToObj(Math::round).findFirst().orElse(null));
        map.put("instances", instances);
        map.put(
                "pollsters",
                pollsters.entrySet().stream()
                        .map(entry -> fields(entry.getKey(), entry.getValue()))
                        .toList());
        return map;
    }

    private static PollsterFields fields(String name, Tally tally) {
        return new PollsterFields(name, tally.turns(), tally.took(), tally.cpu(), tally.samples(), tally.failures());
    }
}
