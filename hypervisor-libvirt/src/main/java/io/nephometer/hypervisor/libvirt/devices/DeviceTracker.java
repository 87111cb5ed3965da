package io.nephometer.hypervisor.libvirt.devices;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.call.DeviceNames;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;

/**
 * Determines which devices statistics belong to: reads them between two receipts of libvirt's events, numbers the
 * incarnation of each device, and leaves out instances whose devices changed meanwhile.
 */
public final class DeviceTracker implements StatsSource {

    /** What libvirt reports about devices. */
    public interface Libvirt {

        /**
         * Waits until all events up to now are received, and returns the number of the connection that received them.
         */
        long awaitEvents() throws IOException;

        /** Returns the XML of an instance; empty if there is no such instance. */
        Optional<String> xml(String uuid) throws IOException;
    }

    private final DeviceChanges changes;
    private final DeviceIncarnations incarnations;
    private final Libvirt libvirt;
    private final StatsSource next;

    public DeviceTracker(DeviceChanges changes, DeviceIncarnations incarnations, Libvirt libvirt, StatsSource next) {
        this.changes = changes;
        this.incarnations = incarnations;
        this.libvirt = libvirt;
        this.next = next;
    }

    @Override
    public Map<String, Stats> read(StatsQuery query) throws IOException {
        if (!DeviceIncarnations.areNumbered(query.groups())) {
            return next.read(query);
        }
        long before = begin();
        Set<String> unlisted =
                changes.unlisted(); // now: a discovery of the next turn may list them while this one reads
        Map<String, Stats> stats = new HashMap<>(next.read(query));
        awaitEvents();
        stats.keySet().removeIf(uuid -> changes.last(uuid) > before);
        return incarnations.numbered(stats, query.groups(), unlisted);
    }

    /**
     * Returns the number of the last change that is taken into account. Runs in one thread at a time, because each must
     * know what was added.
     */
    private synchronized long begin() throws IOException {
        awaitEvents();
        long number = changes.current();
        lookUp(changes.takeAliases());
        return number;
    }

    /** Receives the events. Runs in one thread at a time, because each would open its own connection for events. */
    private synchronized void awaitEvents() throws IOException {
        try {
            changes.received(libvirt.awaitEvents());
        } catch (IOException e) {
            changes.received(DeviceEvents.NO_EVENTS);
            throw e;
        }
    }

    private void lookUp(Map<String, List<String>> aliases) {
        aliases.forEach((uuid, added) -> {
            try {
                Optional<String> xml = libvirt.xml(uuid);
                if (xml.isPresent()) {
                    incarnations.renew(uuid, DeviceIncarnations.names(DeviceNames.parse(xml.get()), added));
                }
            } catch (IOException | XMLStreamException e) {
                added.forEach(
                        alias -> changes.added(uuid, alias)); // looked up again in the next turn; left out in this one
            }
        });
    }

    /** Returns the domains for discovery, with the numbers of their last changes. Forgets all others. */
    public List<Domain> listed(List<Domain> domains) {
        changes.retain(domains.stream().map(Domain::uuid).toList());
        incarnations.retain(domains.stream()
                .filter(domain -> domain.id() >= 0)
                .map(Domain::uuid)
                .collect(Collectors.toSet()));
        return domains.stream()
                .map(domain -> new Domain(
                        domain.uuid(), domain.name(), domain.id(), domain.state(), changes.list(domain.uuid())))
                .toList();
    }
}
