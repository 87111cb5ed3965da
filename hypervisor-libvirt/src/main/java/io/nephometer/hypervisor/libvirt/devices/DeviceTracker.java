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
 * Determines which devices the statistics belong to. The tracker receives libvirt's events before and after each
 * reading, numbers the incarnations of devices, and leaves out instances whose devices changed during the reading.
 */
public final class DeviceTracker implements StatsSource {

    /** Provides libvirt's information about devices. */
    public interface Libvirt {

        /**
         * Waits until all events so far have been received, and returns the number of the connection that received
         * them.
         */
        long awaitEvents() throws IOException;

        /** Returns the XML of an instance, or an empty {@code Optional} if the instance does not exist. */
        Optional<String> xml(String uuid) throws IOException;
    }

    private final DeviceChangeRecorder changes;
    private final DeviceIncarnations incarnations;
    private final Libvirt libvirt;
    private final StatsSource next;

    public DeviceTracker(
            DeviceChangeRecorder changes, DeviceIncarnations incarnations, Libvirt libvirt, StatsSource next) {
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
        Set<String> unlisted = changes.unlisted(); // read now, because discovery may list them during this reading
        Map<String, Stats> stats = new HashMap<>(next.read(query));
        awaitEvents();
        stats.keySet().removeIf(uuid -> changes.last(uuid) > before);
        return incarnations.numbered(stats, query.groups(), unlisted);
    }

    /**
     * Receives pending events and returns the number of the last change. Only one thread at a time can run this method,
     * so every thread knows which devices have been added by the time its reading begins.
     */
    private synchronized long begin() throws IOException {
        awaitEvents();
        long number = changes.current();
        lookUp(changes.takeAliases());
        return number;
    }

    /**
     * Receives the events that have occurred so far. Only one thread at a time can run this method, because each
     * concurrent call would open a connection for events.
     */
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
                added.forEach(alias -> changes.added(uuid, alias)); // left out now and looked up again in the next turn
            }
        });
    }

    /**
     * Returns the domains for discovery, each with the number of the last change to its devices. The records of all
     * other domains are discarded.
     */
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
