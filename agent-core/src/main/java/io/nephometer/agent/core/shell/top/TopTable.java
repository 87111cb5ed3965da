package io.nephometer.agent.core.shell.top;

import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.shell.text.HumanNumbers;
import io.nephometer.text.TextTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Formats the instances and the pollsters at one moment.
 *
 * @param samples samples a second, of all meters
 * @param cpu the agent's processor time, in percent of one processor
 * @param resident the agent's memory in bytes
 * @param instances the rows, the busiest first
 * @param pollsters counters of the pollsters, by name
 * @param note is shown if there are no instances
 */
record TopTable(
        String host,
        double samples,
        OptionalDouble cpu,
        OptionalDouble resident,
        List<InstanceActivity.Row> instances,
        Map<String, PollsterStats.Tally> pollsters,
        String note) {

    private static final int MAX_POLLSTERS = 10;

    /** Returns the whole table. */
    String text() {
        return head() + "\n" + instances(instances.size()) + "\n" + pollsters(pollsters.size());
    }

    /** Returns as much of the table as fits this number of lines. */
    String text(int lines) {
        int shown = Math.min(MAX_POLLSTERS, pollsters.size());
        String below = "\n" + pollsters(shown);
        long room = lines - 3 - below.lines().count(); // the head, a blank line, the table's head
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
                        row.state(),
                        HumanNumbers.number(row.vcpus(), 0),
                        HumanNumbers.number(row.cpu(), 1),
                        HumanNumbers.number(row.memory(), 0),
                        HumanNumbers.bytes(row.read()),
                        HumanNumbers.bytes(row.write()),
                        HumanNumbers.bytes(row.in()),
                        HumanNumbers.bytes(row.out())));
        int more = instances.size() - most;
        return table + (instances.isEmpty() ? note + "\n" : more > 0 ? "… " + more + " more, less busy\n" : "");
    }

    private String pollsters(int most) {
        TextTable table = new TextTable("POLLSTER", ">TOOK", ">CPU A TURN", ">SAMPLES", ">ERRORS");
        pollsters.entrySet().stream().limit(most).forEach(entry -> {
            PollsterStats.Tally tally = entry.getValue();
            table.row(
                    entry.getKey(),
                    tally.turns() == 0 ? HumanNumbers.UNKNOWN : HumanNumbers.time(tally.lastDuration()),
                    tally.cpu().isZero() ? HumanNumbers.UNKNOWN : HumanNumbers.time(cpuATurn(tally)),
                    tally.samples(),
                    tally.failures());
        });
        int more = pollsters.size() - most;
        return table + (more > 0 ? "… " + more + " more\n" : "");
    }

    private static Duration cpuATurn(PollsterStats.Tally tally) {
        return tally.cpu().dividedBy(Math.max(1, tally.turns()));
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("host", host);
        map.put("samples_per_second", samples);
        map.put("cpu_percent", known(cpu));
        map.put(
                "resident_bytes",
                resident.stream().mapToObj(Math::round).findFirst().orElse(null));
        map.put("instances", instances.stream().map(TopTable::map).toList());
        map.put(
                "pollsters",
                pollsters.entrySet().stream()
                        .map(entry -> map(entry.getKey(), entry.getValue()))
                        .toList());
        return map;
    }

    private static Map<String, Object> map(InstanceActivity.Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("instance_id", row.id());
        map.put("name", row.name());
        map.put("state", row.state().equals(HumanNumbers.UNKNOWN) ? null : row.state());
        map.put("vcpus", known(row.vcpus()));
        map.put("cpu_percent", known(row.cpu()));
        map.put("memory_mib", known(row.memory()));
        map.put("read_bytes_per_second", known(row.read()));
        map.put("write_bytes_per_second", known(row.write()));
        map.put("in_bytes_per_second", known(row.in()));
        map.put("out_bytes_per_second", known(row.out()));
        return map;
    }

    private static Map<String, Object> map(String name, PollsterStats.Tally tally) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("turns", tally.turns());
        map.put("took", tally.lastDuration().toNanos() / 1e9);
        map.put("cpu", tally.cpu().toNanos() / 1e9);
        map.put("samples", tally.samples());
        map.put("failures", tally.failures());
        return map;
    }

    private static Double known(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }
}
