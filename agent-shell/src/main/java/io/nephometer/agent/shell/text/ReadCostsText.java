package io.nephometer.agent.shell.text;

import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.text.TextTable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Formats the costs of the latest reads from the hypervisor as a table or as JSON. */
final class ReadCostsText {

    private static final double NANOS_PER_MS = 1e6;

    /** The JSON output fields for one read from the hypervisor. */
    record ReadFields(List<String> statistics, String from, Duration took, int instances) {}

    private ReadCostsText() {}

    /**
     * Returns the table of read costs. If any network traffic could not be attributed to an instance, the table is
     * followed by the total amount of that traffic, in bytes.
     */
    static String of(List<Cost> costs, long unaccountedBytes) {
        return table(costs)
                + (unaccountedBytes == 0
                        ? ""
                        : "bytes of interfaces in no instance's account: " + unaccountedBytes + "\n");
    }

    private static TextTable table(List<Cost> costs) {
        TextTable table = new TextTable("STATISTICS", "READ FROM", ">TOOK", ">INSTANCES");
        costs.forEach(cost -> table.row(
                String.join(" ", groups(cost)),
                cost.way(),
                String.format(Locale.ROOT, "%.1f ms", cost.took().toNanos() / NANOS_PER_MS),
                cost.domains()));
        return table;
    }

    static List<ReadFields> fields(List<Cost> costs) {
        return costs.stream()
                .map(cost -> new ReadFields(groups(cost), cost.way(), cost.took(), cost.domains()))
                .toList();
    }

    private static List<String> groups(Cost cost) {
        return cost.groups().stream()
                .sorted()
                .map(group -> group.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
