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
 * Records which devices were added and removed. Each change has a number above the numbers of all earlier changes.
 * Thread-safe.
 */
public final class DeviceChanges implements DeviceEvents.Listener, DeviceChangeNumbers {

    private long number;
    /** The number of the change after which no event was missed. */
    private long completeSince;

    private long connection = DeviceEvents.NO_EVENTS;
    /** The last known change by the UUID of the instance. */
    private final Map<String, Long> last = new HashMap<>();
    /** The last known change when discovery listed the instance, by UUID. */
    private final Map<String, Long> listed = new HashMap<>();
    /** Devices that were added and of which only the alias is known, by the UUID of the instance. */
    private final Map<String, Set<String>> aliases = new HashMap<>();

    /** @param first a number above all previously assigned numbers, so that no number is assigned twice */
    public DeviceChanges(long first) {
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
     * Records that all events up to now were received over this connection. If it is not the previous connection, some
     * were missed.
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

    /** Records that a device of the instance was added or removed, and returns the number of that change. */
    synchronized long changed(String uuid) {
        last.put(uuid, ++number);
        return number;
    }

    /** Makes later numbers higher, although no known device was added or removed. */
    synchronized void advance() {
        ++number;
    }

    synchronized long current() {
        return number;
    }

    synchronized long completeSince() {
        return completeSince;
    }

    /** Returns the number of the last known change of the instance's devices; 0 if none is known. */
    synchronized long lastKnown(String uuid) {
        return last.getOrDefault(uuid, 0L);
    }

    /** Returns {@link #lastKnown}, and records that discovery finds the devices as they are after this change. */
    synchronized long list(String uuid) {
        long known = lastKnown(uuid);
        listed.put(uuid, known);
        return known;
    }

    /** Returns whether discovery knows the current devices of the instance, or does not look for the instance. */
    synchronized boolean areListed(String uuid) {
        return lastKnown(uuid) <= listed.getOrDefault(uuid, Long.MAX_VALUE);
    }

    /** Returns the instances whose current devices discovery does not know yet. */
    synchronized Set<String> unlisted() {
        return last.keySet().stream().filter(uuid -> !areListed(uuid)).collect(Collectors.toSet());
    }

    @Override
    public synchronized long last(String uuid) {
        return Math.max(completeSince, lastKnown(uuid));
    }

    /** Returns the aliases of the devices that were added since the last call, by the UUID of the instance. */
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
