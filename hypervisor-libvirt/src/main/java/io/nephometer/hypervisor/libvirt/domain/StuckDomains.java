package io.nephometer.hypervisor.libvirt.domain;

import io.nephometer.hypervisor.libvirt.host.QemuProcesses;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tracks the domains whose monitors do not answer. Most stuck domains are recognized by a hanging call and are
 * considered recovered when the call returns. All other stuck domains are recognized by their halted processes and are
 * not queried until the processes resume.
 */
public final class StuckDomains {

    private static final Logger LOG = System.getLogger("hypervisor");

    private static final int MAX_NAMES = 3;

    private final QemuProcesses processes;

    /** The halted process of each stuck domain. The value is empty if the domain is stuck because of a hanging call. */
    private final Map<RunningDomain, Optional<Path>> domains = new ConcurrentHashMap<>();

    public StuckDomains(QemuProcesses processes) {
        this.processes = processes;
    }

    /** Adds a domain that is causing a call to hang. */
    public void add(RunningDomain domain) {
        add(domain, Optional.empty());
    }

    private void add(RunningDomain domain, Optional<Path> process) {
        if (domains.put(domain, process) == null) {
            LOG.log(
                    Level.WARNING,
                    "instance {0} is stuck: its monitor does not answer; all other instances are still read",
                    domain);
        }
    }

    /**
     * Adds the domains whose processes are halted, provided that the host's processes are visible. A problem that halts
     * one process often halts other processes as well.
     */
    public void addHalted(Collection<RunningDomain> running) {
        try {
            Map<String, Path> all = processes.byUuid();
            for (RunningDomain domain : running) {
                Optional.ofNullable(all.get(domain.uuid()))
                        .filter(process -> !domains.containsKey(domain) && QemuProcesses.isHalted(process))
                        .ifPresent(process -> add(domain, Optional.of(process)));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot list the processes of the host", e);
        }
    }

    /** Returns the stuck domains that are causing a call to hang. */
    public Set<RunningDomain> withCall() {
        return domains.entrySet().stream()
                .filter(domain -> domain.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Returns the UUIDs of the stuck domains that are not causing a call to hang. */
    public Set<String> withoutCall() {
        removeResumed();
        return domains.entrySet().stream()
                .filter(domain -> domain.getValue().isPresent())
                .map(domain -> domain.getKey().uuid())
                .collect(Collectors.toSet());
    }

    public void remove(RunningDomain domain) {
        if (domains.remove(domain) != null) {
            LOG.log(Level.INFO, "instance {0} is no longer stuck", domain);
        }
    }

    private void removeResumed() {
        domains.forEach((domain, process) -> {
            if (process.isPresent() && !QemuProcesses.isHalted(process.get())) {
                remove(domain);
            }
        });
    }

    public boolean contains(String uuid, int id) {
        return current().stream()
                .anyMatch(domain -> domain.id() == id && domain.uuid().equals(uuid));
    }

    public Set<RunningDomain> current() {
        removeResumed();
        return Set.copyOf(domains.keySet());
    }

    /**
     * Returns the names of up to three stuck domains and the number of additional stuck domains. The string is empty if
     * no domain is stuck.
     */
    @Override
    public String toString() {
        Set<RunningDomain> all = current();
        String named = all.stream()
                .sorted(Comparator.comparing(RunningDomain::name))
                .limit(MAX_NAMES)
                .map(RunningDomain::toString)
                .collect(Collectors.joining(", "));
        return all.size() <= MAX_NAMES ? named : named + " and " + (all.size() - MAX_NAMES) + " more";
    }
}
