package io.nephometer.hypervisor.libvirt.devices;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Counts the bytes that interfaces carried while it was not known whose they were: until the first reading of an incarnation,
 * since the last reading of the previous one if the interface is the same, else since the interface was created. For one
 * thread.
 */
public final class UnaccountedBytes {

    /** How many names are kept: also those of removed interfaces, because they may come back. */
    private static final int MAX_NAMES = 16384;

    /** @param index the kernel's, 0 if it is not known */
    private record LastReading(int index, long bytes) {}

    private final ToIntFunction<String> indexes;
    private final Map<String, LastReading> interfaces = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LastReading> eldest) {
            return size() > MAX_NAMES;
        }
    };
    private long bytes;

    /** @param indexes returns the kernel's index of an interface by its name; 0 if there is none */
    public UnaccountedBytes(ToIntFunction<String> indexes) {
        this.indexes = indexes;
    }

    /** Notes that the interface belongs to an instance from now on. What it carried before is counted. */
    void begin(String name, long carried) {
        int index = indexes.applyAsInt(name);
        LastReading before = interfaces.get(name);
        boolean same = before != null && before.index == index && carried >= before.bytes;
        bytes += same ? carried - before.bytes : carried;
        interfaces.put(name, new LastReading(index, carried));
    }

    /** Notes an interface that was there before the first reading. */
    void beginUncounted(String name, long carried) {
        interfaces.put(name, new LastReading(indexes.applyAsInt(name), carried));
    }

    /** Notes another reading of the instance that has the interface. */
    void read(String name, long carried) {
        interfaces.computeIfPresent(
                name, (key, last) -> carried > last.bytes ? new LastReading(last.index, carried) : last);
    }

    long total() {
        return bytes;
    }
}
