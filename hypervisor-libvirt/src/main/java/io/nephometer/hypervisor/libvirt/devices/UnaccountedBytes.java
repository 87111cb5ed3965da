package io.nephometer.hypervisor.libvirt.devices;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Counts the bytes that interfaces carried while it was not known whose they were: up to the first reading of an incarnation,
 * since the last reading of the one before where the link is the same, else since the link was made. For one thread.
 */
public final class UnaccountedBytes {

    /** Of links that were removed, too, for they may come back: so many names at most. */
    private static final int MOST = 16384;

    /** @param number the kernel's of the link, 0 if it is not known */
    private record Last(int number, long bytes) {}

    private final ToIntFunction<String> numbers;
    private final Map<String, Last> links = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > MOST;
        }
    };
    private long bytes;

    /** @param numbers the kernel's number of a link, by its name; 0 if there is none */
    public UnaccountedBytes(ToIntFunction<String> numbers) {
        this.numbers = numbers;
    }

    /** The link is an instance's from now on; what it has carried is in the account of none. */
    void begin(String link, long carried) {
        int number = numbers.applyAsInt(link);
        Last before = links.get(link);
        boolean same = before != null && before.number == number && carried >= before.bytes;
        bytes += same ? carried - before.bytes : carried;
        links.put(link, new Last(number, carried));
    }

    /** The link was there before anything was read. */
    void know(String link, long carried) {
        links.put(link, new Last(numbers.applyAsInt(link), carried));
    }

    /** The instance that has the link was read again. */
    void read(String link, long carried) {
        links.computeIfPresent(link, (name, last) -> carried > last.bytes ? new Last(last.number, carried) : last);
    }

    long bytes() {
        return bytes;
    }
}
