package io.nephometer.hypervisor.libvirt.call;

/**
 * The name of a statistic taken apart: {@code block.0.rd.bytes} is {@code rd.bytes} of {@code block} 0.
 *
 * @param group null for a statistic of the domain itself
 */
public record StatName(String group, int index, String name) {

    private static final int MOST_DIGITS = 9; // that an int surely holds

    /** The first segment of digits that stands between two others is the index. */
    public static StatName parse(String field) {
        for (int start = 0, end; (end = field.indexOf('.', start)) >= 0; start = end + 1) {
            if (start > 0 && isIndex(field, start, end)) {
                int index = Integer.parseInt(field, start, end, 10);
                return new StatName(field.substring(0, start - 1), index, field.substring(end + 1));
            }
        }
        return new StatName(null, 0, field);
    }

    private static boolean isIndex(String field, int start, int end) {
        boolean digits = field.substring(start, end).chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && start < end && end - start <= MOST_DIGITS;
    }
}
