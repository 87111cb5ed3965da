package io.nephometer.agent.core;

import io.nephometer.hypervisor.Hypervisor.Cost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the last readings of the hypervisor cost, as a table or as maps for JSON.
 *
 * @param unaccountedBytes what interfaces carried while it was not known whose they were
 */
record Costs(List<Cost> last, long unaccountedBytes) {

    private static final double NANOS_OF_MS = 1e6;
    private static final double NANOS_OF_S = 1e9;

    /** The table, and below it what is in no instance's account, if that is anything. */
    String text() {
        return table()
                + (unaccountedBytes == 0
                        ? ""
                        : "bytes of interfaces in no instance's account: " + unaccountedBytes + "\n");
    }

    private Table table() {
        Table table = new Table("STATISTICS", "READ FROM", ">TOOK", ">INSTANCES");
        last.forEach(cost -> table.row(
                String.join(" ", groups(cost)),
                cost.way(),
                String.format(Locale.ROOT, "%.1f ms", cost.took().toNanos() / NANOS_OF_MS),
                cost.domains()));
        return table;
    }

    List<Map<String, Object>> maps() {
        return last.stream().map(Costs::map).toList();
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
