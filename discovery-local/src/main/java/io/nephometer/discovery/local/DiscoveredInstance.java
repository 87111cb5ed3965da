package io.nephometer.discovery.local;

import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A domain as it was listed last, and the resource that it is to the agent. */
record DiscoveredInstance(Domain domain, DomainDescription description, Resource resource) {

    /** Names and metadata can change while the instance runs, and devices where the hypervisor does not notice it. */
    private static final Duration LIFE = Duration.ofMinutes(10);

    private static final Duration RETRY = Duration.ofMinutes(1);

    /** By libvirt's virDomainState, in Ceilometer's words. */
    private static final List<String> STATUS =
            List.of("building", "active", "active", "paused", "stopped", "stopped", "error", "suspended");

    private static final List<String> STATE =
            List.of("pending", "running", "running", "paused", "shutdown", "shutdown", "crashed", "suspended");

    /** What an instance has whatever its XML says. */
    static final Set<String> NAMES = Set.of("display_name", "name", "instance_id", "host", "status", "state");

    static DiscoveredInstance of(Domain domain, DomainDescription description, Resource host, long incarnation) {
        return new DiscoveredInstance(domain, description, resource(domain, description, host, incarnation));
    }

    /** The same instance as it is now; the same resource too if nothing of it has changed. */
    DiscoveredInstance now(Domain listed, DomainDescription newest, Resource host, long incarnation) {
        if (listed.equals(domain) && newest == description) {
            return this;
        }
        Resource next = resource(listed, newest, host, incarnation);
        return new DiscoveredInstance(listed, newest, next.equals(resource) ? resource : next);
    }

    /**
     * Whether the XML can say something else by now. It is read again in a slot of time of each instance's own: not all
     * in one turn, and a clock that is set does no harm.
     */
    boolean isDue(Domain listed, Instant now) {
        Duration life = description.trouble().isPresent() ? RETRY : LIFE;
        return listed.id() != domain.id()
                || listed.changes() != domain.changes()
                || !listed.name().equals(domain.name())
                || slot(now, life) != slot(description.read(), life);
    }

    private long slot(Instant time, Duration life) {
        return Math.floorDiv(time.getEpochSecond() + domain.uuid().hashCode(), life.toSeconds());
    }

    private static Resource resource(Domain domain, DomainDescription description, Resource host, long incarnation) {
        MetadataBuilder metadata = new MetadataBuilder()
                .putValue("display_name", domain.name())
                .putValue("name", domain.name())
                .putValue("instance_id", domain.uuid())
                .putAll(description.metadata())
                // the plain name, to be joined with the host's own meters; Ceilometer's is a hash for each project
                .putValue("host", host.id());
        if (domain.state() >= 0 && domain.state() < STATE.size()) {
            metadata.putValue("status", STATUS.get(domain.state()));
            metadata.putValue("state", STATE.get(domain.state()));
        }
        return new Resource(domain.uuid(), description.owner(), metadata.asMap(), description.devices(), incarnation);
    }
}
