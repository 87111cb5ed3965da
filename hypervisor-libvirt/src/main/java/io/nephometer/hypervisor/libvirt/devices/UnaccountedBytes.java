package io.nephometer.hypervisor.libvirt.devices;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Counts the bytes that interfaces carried while their owner was unknown: up to the first reading of an incarnation,
 * from the last reading of the previous incarnation if the interface is the same, otherwise from the creation of the
 * interface. For one thread.
 */
public final class UnaccountedBytes {

    /** The maximum number of names. Names of removed interfaces are kept, because they may return. */
    private static final int MAX_NAMES = 16384;

    /** @param index the kernel's index of the interface; 0 if unknown */
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

    /** Records that the interface belongs to an instance from now on, and counts what it carried before. */
    void begin(String name, long carried) {
        int index = indexes.applyAsInt(name);
        LastReading before = interfaces.get(name);
        boolean same = before != null && before.index == index && carried >= before.bytes;
        bytes += same ? carried - before.bytes : carried;
        interfaces.put(name, new LastReading(index, carried));
    }

    /** Records an interface that existed before the first reading. */
    void beginUncounted(String name, long carried) {
        interfaces.put(name, new LastReading(indexes.applyAsInt(name), carried));
    }

    /** Records another reading of the instance that has the interface. */
    void read(String name, long carried) {
        interfaces.computeIfPresent(
                name, (key, last) -> carried > last.bytes ? new LastReading(last.index, carried) : last);
    }

    long total() {
        return bytes;
    }
}
