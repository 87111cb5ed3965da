package io.nephometer.hypervisor.libvirt.devices;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of devices that came and went: each change has a number above all before it. For several threads.
 */
public final class DeviceChanges implements DeviceEvents.Listener {

    private long number;
    /** The change since which none was missed. */
    private long since;

    private long connection = DeviceEvents.DEAF;
    /** By the instance's UUID. */
    private final Map<String, Long> last = new HashMap<>();
    /** What was known of each instance when discovery listed it, by its UUID. */
    private final Map<String, Long> listed = new HashMap<>();
    /** Devices that came and of which only the alias is known, by the instance's UUID. */
    private final Map<String, Set<String>> aliases = new HashMap<>();

    /** @param first above all numbers that were given before, so that none is given twice */
    public DeviceChanges(long first) {
        number = first;
        since = first;
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

    /** All events up to now have been heard, over this connection; if it is another one than before, not all of them. */
    synchronized void heard(long over) {
        if (over != connection) {
            connection = over;
            since = ++number;
        }
    }

    /** Whether events are heard. */
    public synchronized boolean areHeard() {
        return connection != DeviceEvents.DEAF;
    }

    /** Notes that some device of the instance came or went, and returns the number of that. */
    synchronized long changed(String uuid) {
        last.put(uuid, ++number);
        return number;
    }

    /** Numbers are higher from now on, though no known device came or went. */
    synchronized void step() {
        ++number;
    }

    synchronized long now() {
        return number;
    }

    synchronized long since() {
        return since;
    }

    /** The number of the last change that is known of the instance's devices; 0 if none is. */
    synchronized long known(String uuid) {
        return last.getOrDefault(uuid, 0L);
    }

    /** As {@link #known}, for discovery: which then finds the devices up to this change. */
    synchronized long list(String uuid) {
        long now = known(uuid);
        listed.put(uuid, now);
        return now;
    }

    /** Whether discovery knows the devices of the instance as they are, or does not look for it. */
    synchronized boolean areListed(String uuid) {
        return known(uuid) <= listed.getOrDefault(uuid, Long.MAX_VALUE);
    }

    /** The number of the last change that there may have been of the instance's devices. */
    public synchronized long of(String uuid) {
        return Math.max(since, known(uuid));
    }

    /** The instances that devices came to since this was last asked, with the aliases of these. */
    synchronized Map<String, List<String>> takeAliases() {
        Map<String, List<String>> taken = new HashMap<>();
        aliases.forEach((uuid, names) -> taken.put(uuid, new ArrayList<>(names)));
        aliases.clear();
        return taken;
    }

    /** Forgets all but these UUIDs. */
    synchronized void keep(Collection<String> uuids) {
        last.keySet().retainAll(uuids);
        listed.keySet().retainAll(uuids);
        aliases.keySet().retainAll(uuids);
    }
}
