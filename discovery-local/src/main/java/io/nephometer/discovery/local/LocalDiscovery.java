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

/** Finds the instances of this host: one question a turn, and one more for each instance whose XML can have changed. */
@Component(name = "io.nephometer.discovery.local")
public final class LocalDiscovery implements Discovery {

    private static final System.Logger LOG = System.getLogger(LocalDiscovery.class.getName());

    private final Hypervisor hypervisor;
    private final InstantSource clock;

    private final InstanceIncarnations incarnations = new InstanceIncarnations();

    /** By UUID. */
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

    /** One at a time: of two intervals that begin together only the first reads the XML of what is new to both. */
    private synchronized List<Resource> update(List<Domain> domains, Resource host) {
        incarnations.begin(
                domains.stream().filter(this::hasBegun).map(Domain::id).toList());
        Map<String, DiscoveredInstance> next = new LinkedHashMap<>();
        for (Domain domain : domains) {
            instance(domain, host).ifPresent(instance -> next.put(domain.uuid(), instance));
        }
        report(next);
        known = next;
        return next.values().stream().map(DiscoveredInstance::resource).toList();
    }

    /** Whether it runs and did not in the turn before, or not as what it is now. */
    private boolean hasBegun(Domain domain) {
        DiscoveredInstance before = known.get(domain.uuid());
        return domain.id() >= 0 && (before == null || before.domain().id() != domain.id());
    }

    /** Of an instance that does not run the last one, 0 if it was never seen running. */
    private long incarnation(Domain domain) {
        DiscoveredInstance before = known.get(domain.uuid());
        return hasBegun(domain)
                ? incarnations.of(domain.id())
                : before == null ? 0 : before.resource().incarnation();
    }

    /** Empty if the domain has gone since it was listed. */
    private Optional<DiscoveredInstance> instance(Domain domain, Resource host) {
        DiscoveredInstance before = known.get(domain.uuid());
        long incarnation = incarnation(domain);
        if (before == null) {
            return description(domain, Optional.empty())
                    .map(first -> DiscoveredInstance.of(domain, first, host, incarnation));
        }
        Optional<DomainDescription> description = before.isDue(domain, clock.instant())
                ? description(domain, Optional.of(before.description()))
                : Optional.of(before.description());
        return description.map(newest -> before.now(domain, newest, host, incarnation));
    }

    private Optional<DomainDescription> description(Domain domain, Optional<DomainDescription> before) {
        Instant now = clock.instant();
        try {
            Optional<String> xml = hypervisor.xml(domain);
            return xml.isEmpty() ? Optional.empty() : Optional.of(DomainDescription.of(xml.get(), now));
        } catch (IOException e) {
            return Optional.of(before.orElse(DomainDescription.NOTHING).failed(now, String.valueOf(e.getMessage())));
        }
    }

    /** A trouble once, when it begins, however many instances it is of. */
    private void report(Map<String, DiscoveredInstance> next) {
        Map<String, List<String>> began = new TreeMap<>();
        next.forEach((uuid, instance) -> instance.description()
                .trouble()
                .filter(why -> !hadTrouble(uuid, why))
                .ifPresent(why ->
                        began.computeIfAbsent(why, w -> new ArrayList<>()).add(uuid)));
        began.forEach((why, uuids) -> LOG.log(
                Level.WARNING,
                "XML of instance {0}{1} not used: {2}",
                uuids.get(0),
                uuids.size() == 1 ? "" : " and of " + (uuids.size() - 1) + " others",
                why.replaceAll("\\p{Cntrl}", " ")));
    }

    private boolean hadTrouble(String uuid, String why) {
        DiscoveredInstance before = known.get(uuid);
        return before != null && before.description().trouble().equals(Optional.of(why));
    }
}
