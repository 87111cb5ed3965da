package io.nephometer.hypervisor.libvirt.devices;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.call.DeviceNames;
import io.nephometer.hypervisor.libvirt.source.OptionalGroups;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;

/**
 * Has statistics of devices read so that it is known which devices they are of: with each device's incarnation, and without
 * the instances whose devices changed meanwhile.
 */
public final class DeviceTracker {

    /** What libvirt reports of devices. */
    public interface Libvirt {

        /** Returns when all events up to now have been heard: over which connection. */
        long hear() throws IOException;

        /** An instance's XML; empty if there is no such instance. */
        Optional<String> xml(String uuid) throws IOException;
    }

    private final DeviceChanges changes;
    private final DeviceIncarnations incarnations;
    private final Libvirt libvirt;

    public DeviceTracker(DeviceChanges changes, DeviceIncarnations incarnations, Libvirt libvirt) {
        this.changes = changes;
        this.incarnations = incarnations;
        this.libvirt = libvirt;
    }

    public Map<String, Stats> read(Set<Group> groups, OptionalGroups.Read question) throws IOException {
        if (!DeviceIncarnations.concerns(groups)) {
            return question.of(groups);
        }
        long before = begin();
        Map<String, Stats> answer = new HashMap<>(question.of(groups));
        hear();
        answer.keySet().removeIf(uuid -> changes.of(uuid) > before);
        return incarnations.numbered(answer, groups);
    }

    /** Returns the number of the last change that is taken into account. One at a time, for all must know what came. */
    private synchronized long begin() throws IOException {
        hear();
        long number = changes.now();
        lookUp(changes.takeAliases());
        return number;
    }

    /** One at a time: else each would have a connection for events of its own. */
    private synchronized void hear() throws IOException {
        try {
            changes.heard(libvirt.hear());
        } catch (IOException e) {
            changes.heard(DeviceEvents.DEAF);
            throw e;
        }
    }

    private void lookUp(Map<String, List<String>> aliases) {
        aliases.forEach((uuid, added) -> {
            try {
                Optional<String> xml = libvirt.xml(uuid);
                if (xml.isPresent()) {
                    incarnations.renew(uuid, DeviceIncarnations.names(DeviceNames.of(xml.get()), added));
                }
            } catch (IOException | XMLStreamException e) {
                added.forEach(alias -> changes.added(uuid, alias)); // in the next turn; in this one it is left out
            }
        });
    }

    /** The domains for discovery, with what is known of their changes. Others are forgotten. */
    public List<Domain> listed(List<Domain> domains) {
        changes.keep(domains.stream().map(Domain::uuid).toList());
        incarnations.keep(domains.stream()
                .filter(domain -> domain.id() >= 0)
                .map(Domain::uuid)
                .collect(Collectors.toSet()));
        return domains.stream()
                .map(domain -> new Domain(
                        domain.uuid(), domain.name(), domain.id(), domain.state(), changes.list(domain.uuid())))
                .toList();
    }
}
