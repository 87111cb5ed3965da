package io.nephometer.testkit;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns for tests of pollsters, and the resulting samples as text. */
public final class Turns {

    /** The host of all turns. */
    public static final Resource HOST = Resource.of("compute-7", Map.of());

    private Turns() {}

    /** Returns a turn that wants every meter of a pollster. */
    public static Turn everything(Pollster pollster, Resource... resources) {
        return wanting(pollster.meters().stream().map(Meter::name).collect(Collectors.toSet()), List.of(resources));
    }

    public static Turn wanting(Set<String> meters, List<Resource> resources) {
        return new Turn(HOST, resources, meters, () -> FakeHypervisor.READ);
    }

    /**
     * Returns one line for each sample, in columns: meter, type, unit, resource, volume, and the sample's own metadata
     * if it has any.
     */
    public static String table(Collection<Sample> samples) {
        List<List<String>> rows = samples.stream().map(Turns::row).toList();
        return rows.stream().map(row -> line(row, rows)).collect(Collectors.joining());
    }

    /**
     * Returns one line for each meter, in the order of their names: meter, type, unit, and the formula of a derived
     * meter.
     */
    public static String declared(Pollster pollster) {
        List<List<String>> rows = pollster.meters().stream()
                .sorted(Comparator.comparing(Meter::name))
                .map(meter -> List.of(
                        meter.name(),
                        meter.type().toString(),
                        meter.unit(),
                        meter.formula().map(Object::toString).orElse("")))
                .toList();
        return rows.stream().map(row -> line(row, rows)).collect(Collectors.joining());
    }

    private static List<String> row(Sample sample) {
        Meter meter = sample.meter();
        return List.of(
                meter.name(),
                meter.type().toString(),
                meter.unit(),
                sample.resource().id(),
                sample.volume().toString(),
                sample.metadata().isEmpty() ? "" : new TreeMap<>(sample.metadata()).toString());
    }

    private static String line(List<String> row, List<List<String>> all) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width =
                    all.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
            line.append(row.get(column))
                    .append(" ".repeat(2 + width - row.get(column).length()));
        }
        return line.toString().stripTrailing() + "\n";
    }
}
