package io.nephometer.agent.core;

import io.nephometer.agent.core.polling.Tallies;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The instances and the pollsters at one moment.
 *
 * @param samples a second, of all meters
 * @param cpu of the agent, in percent of one processor
 * @param resident the agent's memory in bytes
 * @param instances the busiest first
 * @param pollsters tallies by name
 * @param note what is to be waited for; empty if nothing is
 */
record Top(
        String host,
        double samples,
        OptionalDouble cpu,
        OptionalDouble resident,
        List<Instances.Row> instances,
        Map<String, Tallies.Tally> pollsters,
        String note) {

    private static final int MOST_POLLSTERS = 10;

    /** All of it. */
    String text() {
        return head() + "\n" + instances(instances.size()) + "\n" + pollsters(pollsters.size());
    }

    /** As much of it as there is room for. */
    String text(int lines) {
        int shown = Math.min(MOST_POLLSTERS, pollsters.size());
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
                        Figures.plain(samples, 1),
                        Figures.number(cpu, 1),
                        Figures.bytes(resident));
    }

    private String instances(int most) {
        Table table = new Table(
                "INSTANCE", "STATE", ">VCPUS", ">CPU %", ">MEMORY MiB", ">READ/s", ">WRITE/s", ">IN/s", ">OUT/s");
        instances.stream()
                .limit(most)
                .forEach(row -> table.row(
                        row.name(),
                        row.state(),
                        Figures.number(row.vcpus(), 0),
                        Figures.number(row.cpu(), 1),
                        Figures.number(row.memory(), 0),
                        Figures.bytes(row.read()),
                        Figures.bytes(row.write()),
                        Figures.bytes(row.in()),
                        Figures.bytes(row.out())));
        int more = instances.size() - most;
        return table + (instances.isEmpty() ? note + "\n" : more > 0 ? "… " + more + " more, less busy\n" : "");
    }

    private String pollsters(int most) {
        Table table = new Table("POLLSTER", ">TOOK", ">CPU A TURN", ">SAMPLES", ">ERRORS");
        pollsters.entrySet().stream().limit(most).forEach(entry -> {
            Tallies.Tally tally = entry.getValue();
            table.row(
                    entry.getKey(),
                    tally.turns() == 0 ? Figures.UNKNOWN : Figures.time(tally.lastDuration()),
                    tally.cpu().isZero() ? Figures.UNKNOWN : Figures.time(cpuATurn(tally)),
                    tally.samples(),
                    tally.failures());
        });
        int more = pollsters.size() - most;
        return table + (more > 0 ? "… " + more + " more\n" : "");
    }

    private static Duration cpuATurn(Tallies.Tally tally) {
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
        map.put("instances", instances.stream().map(Top::map).toList());
        map.put(
                "pollsters",
                pollsters.entrySet().stream()
                        .map(entry -> map(entry.getKey(), entry.getValue()))
                        .toList());
        return map;
    }

    private static Map<String, Object> map(Instances.Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("instance_id", row.id());
        map.put("name", row.name());
        map.put("state", row.state().equals(Figures.UNKNOWN) ? null : row.state());
        map.put("vcpus", known(row.vcpus()));
        map.put("cpu_percent", known(row.cpu()));
        map.put("memory_mib", known(row.memory()));
        map.put("read_bytes_per_second", known(row.read()));
        map.put("write_bytes_per_second", known(row.write()));
        map.put("in_bytes_per_second", known(row.in()));
        map.put("out_bytes_per_second", known(row.out()));
        return map;
    }

    private static Map<String, Object> map(String name, Tallies.Tally tally) {
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
