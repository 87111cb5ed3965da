package io.nephometer.hypervisor.libvirt.devices;

import io.nephometer.hypervisor.libvirt.source.DeviceChangeNumbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records which devices have been added and removed. Each change is assigned a higher number than any earlier change.
 * This class is thread-safe.
 */
public final class DeviceChangeRecorder implements DeviceEvents.Listener, DeviceChangeNumbers {

    private long number;
    /** The number of the change after which no events have been missed. */
    private long completeSince;

    private long connection = DeviceEvents.NO_EVENTS;
    /** The number of the last known change to each instance's devices, keyed by the instance's UUID. */
    private final Map<String, Long> last = new HashMap<>();
    /** The number of the last change that was known when discovery listed an instance, keyed by the instance's UUID. */
    private final Map<String, Long> listed = new HashMap<>();
    /** The aliases of added devices whose names are not yet known, keyed by the instance's UUID. */
    private final Map<String, Set<String>> aliases = new HashMap<>();

    /** @param first a number higher than all previously assigned numbers, so that no number is assigned twice */
    public DeviceChangeRecorder(long first) {
        number = first;
        completeSince = first;
    }

    @Override
    public synchronized void added(String uuid, String alias) {
        changed(uuid);
        aliases.computeIfAbsent(uuid, u -> new HashSet<>()).add(alias);
    }

    @Override
    public synchronized void removed(String uuid) {
        changed(uuid);
    }

    /**
     * Records that all events so far have been received over the given connection. If the connection differs from the
     * previous one, some events may have been missed.
     */
    synchronized void received(long overConnection) {
        if (overConnection != connection) {
            connection = overConnection;
            completeSince = ++number;
        }
    }

    @Override
    public synchronized boolean areReported() {
        return connection != DeviceEvents.NO_EVENTS;
    }

    /** Records that one of the instance's devices was added or removed, and returns the number of the change. */
    synchronized long changed(String uuid) {
        last.put(uuid, ++number);
        return number;
    }

    /** Increases the current number without recording a change to any device. */
    synchronized void advance() {
        ++number;
    }

    synchronized long current() {
        return number;
    }

    synchronized long completeSince() {
        return completeSince;
    }

    /** Returns the number of the last known change to the instance's devices, or 0 if no change is known. */
    synchronized long lastKnown(String uuid) {
        return last.getOrDefault(uuid, 0L);
    }

    /**
     * Returns the number of the last known change to the instance's devices, and records that discovery is aware of the
     * change.
     */
    synchronized long list(String uuid) {
        long known = lastKnown(uuid);
        listed.put(uuid, known);
        return known;
    }

    /** Returns whether discovery is aware of the instance's current devices or has never listed the instance. */
    synchronized boolean areListed(String uuid) {
        return lastKnown(uuid) <= listed.getOrDefault(uuid, Long.MAX_VALUE);
    }

    /** Returns the UUIDs of the instances whose current devices are not yet known to discovery. */
    synchronized Set<String> unlisted() {
        return last.keySet().stream().filter(uuid -> !areListed(uuid)).collect(Collectors.toSet());
    }

    @Override
    public synchronized long last(String uuid) {
        return Math.max(completeSince, lastKnown(uuid));
    }

    /** Returns the aliases of the devices that were added since the previous call, keyed by the instance's UUID. */
    synchronized Map<String, List<String>> takeAliases() {
        Map<String, List<String>> taken = new HashMap<>();
        aliases.forEach((uuid, names) -> taken.put(uuid, new ArrayList<>(names)));
        aliases.clear();
        return taken;
    }

    /** Discards the records of all instances except the given ones. */
    synchronized void retain(Collection<String> uuids) {
        last.keySet().retainAll(uuids);
        listed.keySet().retainAll(uuids);
        aliases.keySet().retainAll(uuids);
    }
}
