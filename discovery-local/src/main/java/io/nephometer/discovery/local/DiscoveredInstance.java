package io.nephometer.discovery.local;

import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An instance, consisting of its most recently listed domain, the description of the domain, and the resource for the
 * instance's samples.
 */
record DiscoveredInstance(Domain domain, DomainDescription description, Resource resource) {

    /**
     * The period for which a description is valid. Names and metadata can change without an event. If libvirt does not
     * report changes to devices, devices can also change without an event.
     */
    private static final Duration VALID = Duration.ofMinutes(10);

    private static final Duration RETRY = Duration.ofMinutes(1);

    /** The Ceilometer status that corresponds to each value of libvirt's virDomainState. */
    private static final List<String> STATUS =
            List.of("building", "active", "active", "paused", "stopped", "stopped", "error", "suspended");

    private static final List<String> STATE =
            List.of("pending", "running", "running", "paused", "shutdown", "shutdown", "crashed", "suspended");

    /** The names of the metadata entries that every instance has, regardless of its XML. */
    static final Set<String> NAMES = Set.of("display_name", "name", "instance_id", "host", "status", "state");

    static DiscoveredInstance of(Domain domain, DomainDescription description, Resource host, long incarnation) {
        return new DiscoveredInstance(domain, description, resource(domain, description, host, incarnation));
    }

    /** Returns the updated instance. If the resource has not changed, the existing resource object is reused. */
    DiscoveredInstance update(Domain listed, DomainDescription newest, Resource host, long incarnation) {
        if (listed.equals(domain) && newest == description) {
            return this;
        }
        Resource next = resource(listed, newest, host, incarnation);
        return new DiscoveredInstance(listed, newest, next.equals(resource) ? resource : next);
    }

    /**
     * Returns whether the instance's XML must be read again because it may have changed. The XML is read in time slots
     * that differ between instances. The slots spread the reads over several turns and make reading robust against
     * clock changes.
     */
    boolean isDescriptionDue(Domain listed, Instant now) {
        Duration valid = description.failure().isPresent() ? RETRY : VALID;
        return listed.id() != domain.id()
                || listed.changes() != domain.changes()
                || !listed.name().equals(domain.name())
                || slot(now, valid) != slot(description.read(), valid);
    }

    private long slot(Instant time, Duration valid) {
        return Math.floorDiv(time.getEpochSecond() + domain.uuid().hashCode(), valid.toSeconds());
    }

    private static Resource resource(Domain domain, DomainDescription description, Resource host, long incarnation) {
        MetadataBuilder metadata = new MetadataBuilder()
                .putValue("display_name", domain.name())
                .putValue("name", domain.name())
                .putValue("instance_id", domain.uuid())
                .putAll(description.metadata())
                // the plain host name, as in the host's own meters; Ceilometer's hash of the name differs between
                // projects
                .putValue("host", host.id());
        if (domain.state() >= 0 && domain.state() < STATE.size()) {
            metadata.putValue("status", STATUS.get(domain.state()));
            metadata.putValue("state", STATE.get(domain.state()));
        }
        return new Resource(domain.uuid(), description.owner(), metadata.asMap(), description.devices(), incarnation);
    }
}
