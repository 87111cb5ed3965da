package io.nephometer.agent.shell.text;

import io.nephometer.api.Sample;
import io.nephometer.text.HumanNumbers;
import io.nephometer.text.PrintableText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Formats a sample as a line with fixed-width columns or as a map for JSON output. */
public final class SampleText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int TIME_OF_DAY = 8;
    private static final int METER = 31;
    private static final int RESOURCE = 28;
    private static final int VOLUME = 16;
    private static final int UNIT = 9;
    private static final String GAP = "  ";

    public static final String HEAD = line("TIME", "METER", "RESOURCE", "VOLUME", "UNIT");

    private SampleText() {}

    public static String line(Sample sample, ZoneId zone) {
        return line(
                TIME.withZone(zone).format(sample.read().wall()),
                sample.meter().name(),
                sample.resource().id(),
                HumanNumbers.volume(sample.volume()),
                sample.meter().unit());
    }

    /**
     * Returns the line for one sample. If the volume is long, the resource ID is shortened to make room for all of the
     * volume's digits.
     */
    private static String line(String time, String meter, String resource, String volume, String unit) {
        int more = Math.max(0, volume.length() - VOLUME);
        String shown = middle(resource, RESOURCE - more);
        String space = " ".repeat(RESOURCE + VOLUME - shown.length() - volume.length());
        String end = unit.isEmpty() ? "" : GAP + middle(unit, UNIT);
        return filled(time, TIME_OF_DAY) + filled(middle(meter, METER), METER) + shown + space + GAP + volume + end;
    }

    private static String filled(String text, int width) {
        return text + " ".repeat(width - text.length()) + GAP;
    }

    /**
     * Shortens a string by omitting its middle, for example to {@code 6695eb01-f6a4…f2502e193f-vda}. Names usually
     * differ at the beginning or the end.
     */
    private static String middle(String text, int width) {
        String printable = PrintableText.of(text);
        if (printable.length() <= width) {
            return printable;
        }
        int end = width / 2;
        return printable.substring(0, width - end - 1) + "…" + printable.substring(printable.length() - end);
    }

    public static Map<String, Object> map(Sample sample) {
        Map<String, Object> metadata = new TreeMap<>(sample.resource().metadata());
        metadata.putAll(sample.metadata());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", sample.meter().name());
        map.put("type", sample.meter().type());
        map.put("unit", sample.meter().unit());
        map.put("volume", sample.volume());
        map.put("resource_id", sample.resource().id());
        map.put("user_id", sample.resource().owner().userId());
        map.put("project_id", sample.resource().owner().projectId());
        map.put("timestamp", sample.read().wall());
        map.put("resource_metadata", metadata);
        return map;
    }
}
