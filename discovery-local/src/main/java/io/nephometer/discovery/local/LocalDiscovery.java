package io.nephometer.discovery.local;

import io.nephometer.api.Discovery;
import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds the instances on this host. Each turn requires one call to the hypervisor, plus one call for each instance
 * whose XML may have changed.
 */
@Component(name = "io.nephometer.discovery.local")
public final class LocalDiscovery implements Discovery {

    private static final System.Logger LOG = System.getLogger(LocalDiscovery.class.getName());

    private final Hypervisor hypervisor;
    private final InstantSource clock;

    private final InstanceIncarnations incarnations = new InstanceIncarnations();

    /** The instances found in the previous turn, keyed by UUID. */
    private Map<String, DiscoveredInstance> known = Map.of();

    @Activate
    public LocalDiscovery(@Reference Hypervisor hypervisor) {
        this(hypervisor, InstantSource.system());
    }

    LocalDiscovery(Hypervisor hypervisor, InstantSource clock) {
        this.hypervisor = hypervisor;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "local_instances";
    }

    @Override
    public List<Resource> discover(String parameter, Resource host) throws IOException {
        return update(hypervisor.domains(), host);
    }

    /**
     * Updates the known instances. Only one thread can run this method at a time. If two polling intervals start at the
     * same time, only the first thread reads new XML.
     */
    private synchronized List<Resource> update(List<Domain> domains, Resource host) {
        incarnations.begin(
                domains.stream().filter(this::hasStarted).map(Domain::id).toList());
        Map<String, DiscoveredInstance> next = new LinkedHashMap<>();
        for (Domain domain : domains) {
            instance(domain, host).ifPresent(instance -> next.put(domain.uuid(), instance));
        }
        report(next);
        known = next;
        return next.values().stream().map(DiscoveredInstance::resource).toList();
    }

    /**
     * Returns whether a domain has started since the previous turn. A domain has started if it is running now and, in
     * the previous turn, either was not running or had a different ID.
     */
    private boolean hasStarted(Domain domain) {
        DiscoveredInstance before = known.get(domain.uuid());
        return domain.id() >= 0 && (before == null || before.domain().id() != domain.id());
    }

    /**
     * Returns the incarnation number of a domain. A domain that is not running retains the number of its most recent
     * run, or has the number 0 if it has never run.
     */
    private long incarnation(Domain domain) {
        DiscoveredInstance before = known.get(domain.uuid());
        return hasStarted(domain)
                ? incarnations.number(domain.id())
                : before == null ? 0 : before.resource().incarnation();
    }

    /**
     * Returns the instance represented by a domain, or an empty {@code Optional} if the domain was removed after being
     * listed.
     */
    private Optional<DiscoveredInstance> instance(Domain domain, Resource host) {
        DiscoveredInstance before = known.get(domain.uuid());
        long incarnation = incarnation(domain);
        if (before == null) {
            return description(domain, Optional.empty())
                    .map(first -> DiscoveredInstance.of(domain, first, host, incarnation));
        }
        Optional<DomainDescription> description = before.isDescriptionDue(domain, clock.instant())
                ? description(domain, Optional.of(before.description()))
                : Optional.of(before.description());
        return description.map(newest -> before.update(domain, newest, host, incarnation));
    }

    private Optional<DomainDescription> description(Domain domain, Optional<DomainDescription> before) {
        Instant now = clock.instant();
        try {
            Optional<String> xml = hypervisor.xml(domain);
            return xml.isEmpty() ? Optional.empty() : Optional.of(DomainDescription.parse(xml.get(), now));
        } catch (IOException e) {
            return Optional.of(before.orElse(DomainDescription.EMPTY).withFailure(now, String.valueOf(e.getMessage())));
        }
    }

    /** Logs each failure to read XML once, when the failure first occurs, together with the affected instances. */
    private void report(Map<String, DiscoveredInstance> next) {
        Map<String, List<String>> began = new TreeMap<>();
        next.forEach((uuid, instance) -> instance.description()
                .failure()
                .filter(reason -> !hadFailure(uuid, reason))
                .ifPresent(reason ->
                        began.computeIfAbsent(reason, key -> new ArrayList<>()).add(uuid)));
        began.forEach((reason, uuids) -> LOG.log(
                Level.WARNING,
                "cannot use the XML of instance {0}{1}: {2}",
                uuids.get(0),
                uuids.size() == 1 ? "" : " and " + (uuids.size() - 1) + " others",
                reason.replaceAll("\\p{Cntrl}", " ")));
    }

    private boolean hadFailure(String uuid, String reason) {
        DiscoveredInstance before = known.get(uuid);
        return before != null && before.description().failure().equals(Optional.of(reason));
    }
}
