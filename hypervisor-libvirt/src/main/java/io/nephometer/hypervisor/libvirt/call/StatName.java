package io.nephometer.hypervisor.libvirt.call;

/**
 * The parsed name of a statistic. For example, {@code block.0.rd.bytes} consists of the group {@code block}, the index
 * 0 and the name {@code rd.bytes}.
 *
 * @param group the device group, or null for a statistic of the domain itself
 */
record StatName(String group, int index, String name) {

    private static final int MAX_DIGITS = 9; // always fit into an int

    /**
     * Parses the name of a statistic. The first segment that consists only of digits and has segments on both sides is
     * the index.
     */
    static StatName parse(String statistic) {
        for (int start = 0, end; (end = statistic.indexOf('.', start)) >= 0; start = end + 1) {
            if (start > 0 && isIndex(statistic, start, end)) {
                int index = Integer.parseInt(statistic, start, end, 10);
                return new StatName(statistic.substring(0, start - 1), index, statistic.substring(end + 1));
            }
        }
        return new StatName(null, 0, statistic);
    }

    private static boolean isIndex(String statistic, int start, int end) {
        boolean digits = statistic.substring(start, end).chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && start < end && end - start <= MAX_DIGITS;
    }
}
