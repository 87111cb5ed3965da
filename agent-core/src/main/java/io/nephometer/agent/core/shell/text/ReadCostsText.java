package io.nephometer.agent.core.shell.text;

import io.nephometer.agent.core.view.ReadCosts;
import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.text.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats the costs of the last readings of the hypervisor, as a table or as maps for JSON. */
final class ReadCostsText {

    private static final double NANOS_OF_MS = 1e6;
    private static final double NANOS_OF_S = 1e9;

    private ReadCostsText() {}

    /** Returns the table, followed by the traffic that could not be attributed to an instance, if any. */
    static String of(ReadCosts costs) {
        return table(costs)
                + (costs.unaccountedBytes() == 0
                        ? ""
                        : "bytes of interfaces in no instance's account: " + costs.unaccountedBytes() + "\n");
    }

    private static TextTable table(ReadCosts costs) {
        TextTable table = new TextTable("STATISTICS", "READ FROM", ">TOOK", ">INSTANCES");
        costs.last()
                .forEach(cost -> table.row(
                        String.join(" ", groups(cost)),
                        cost.way(),
                        String.format(Locale.ROOT, "%.1f ms", cost.took().toNanos() / NANOS_OF_MS),
                        cost.domains()));
        return table;
    }

    static List<Map<String, Object>> maps(ReadCosts costs) {
        return costs.last().stream().map(ReadCostsText::map).toList();
    }

    private static Map<String, Object> map(Cost cost) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("statistics", groups(cost));
        map.put("from", cost.way());
        map.put("took", cost.took().toNanos() / NANOS_OF_S);
        map.put("instances", cost.domains());
        return map;
    }

    private static List<String> groups(Cost cost) {
        return cost.groups().stream()
                .sorted()
                .map(group -> group.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
