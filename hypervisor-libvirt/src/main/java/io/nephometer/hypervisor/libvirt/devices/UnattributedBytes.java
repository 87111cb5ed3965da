package io.nephometer.hypervisor.libvirt.devices;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Counts the bytes that interfaces transferred while their owner was unknown. The period without a known owner ends
 * with the first reading of an incarnation. If the interface has not been replaced, the period begins with the last
 * reading of the previous incarnation; otherwise, the period begins when the interface is created. This class is not
 * thread-safe.
 */
public final class UnattributedBytes {

    /**
     * The maximum number of interface names to remember. The names of removed interfaces are kept, because an interface
     * may be re-created.
     */
    private static final int MAX_NAMES = 16384;

    /** @param index the kernel's index of the interface, or 0 if the index is unknown */
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

    /**
     * @param indexes a function that maps the name of an interface to the kernel's index, or to 0 if there is no such
     *     interface
     */
    public UnattributedBytes(ToIntFunction<String> indexes) {
        this.indexes = indexes;
    }

    /**
     * Records that an interface now belongs to an instance, and counts the bytes that the interface has transferred
     * since its last reading or, if there is none, since its creation.
     */
    void begin(String name, long carried) {
        int index = indexes.applyAsInt(name);
        LastReading before = interfaces.get(name);
        boolean same = before != null && before.index == index && carried >= before.bytes;
        bytes += same ? carried - before.bytes : carried;
        interfaces.put(name, new LastReading(index, carried));
    }

    /** Records an interface that already existed before the first reading, without counting its bytes. */
    void beginUncounted(String name, long carried) {
        interfaces.put(name, new LastReading(indexes.applyAsInt(name), carried));
    }

    /** Records another reading of an interface that still belongs to the same instance. */
    void read(String name, long carried) {
        interfaces.computeIfPresent(
                name, (key, last) -> carried > last.bytes ? new LastReading(last.index, carried) : last);
    }

    long total() {
        return bytes;
    }
}
