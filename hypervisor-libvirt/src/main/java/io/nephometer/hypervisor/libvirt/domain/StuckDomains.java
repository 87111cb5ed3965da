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
 * The guests whose monitors do not answer. Most have a call that hangs in them: that it returns proves them well. Others
 * are known by their processes, and are not asked until these go on.
 */
public final class StuckDomains {

    private static final Logger LOG = System.getLogger("hypervisor");

    private static final int MOST_NAMED = 3;

    private final QemuProcesses processes;

    /** Each with its process, or without if a call hangs in it. */
    private final Map<RunningDomain, Optional<Path>> guests = new ConcurrentHashMap<>();

    public StuckDomains(QemuProcesses processes) {
        this.processes = processes;
    }

    /** A call hangs in it from now on. */
    public void add(RunningDomain guest) {
        add(guest, Optional.empty());
    }

    private void add(RunningDomain guest, Optional<Path> process) {
        if (guests.put(guest, process) == null) {
            LOG.log(Level.WARNING, "instance {0} is stuck: its monitor does not answer; the others are read", guest);
        }
    }

    /** Adds those whose processes are halted, where this host shows them: what stopped one has often stopped more. */
    public void addHalted(Collection<RunningDomain> running) {
        try {
            Map<String, Path> all = processes.byUuid();
            for (RunningDomain guest : running) {
                Optional.ofNullable(all.get(guest.uuid()))
                        .filter(process -> !guests.containsKey(guest) && QemuProcesses.isHalted(process))
                        .ifPresent(process -> add(guest, Optional.of(process)));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the host's processes cannot be seen", e);
        }
    }

    /** Those that a call hangs in. */
    public Set<RunningDomain> asked() {
        return guests.entrySet().stream()
                .filter(guest -> guest.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The UUIDs of those that no call hangs in. */
    public Set<String> unasked() {
        removeThoseThatGoOn();
        return guests.entrySet().stream()
                .filter(guest -> guest.getValue().isPresent())
                .map(guest -> guest.getKey().uuid())
                .collect(Collectors.toSet());
    }

    public void remove(RunningDomain guest) {
        if (guests.remove(guest) != null) {
            LOG.log(Level.INFO, "instance {0} is not stuck any more", guest);
        }
    }

    private void removeThoseThatGoOn() {
        guests.forEach((guest, process) -> {
            if (process.isPresent() && !QemuProcesses.isHalted(process.get())) {
                remove(guest);
            }
        });
    }

    public boolean contains(String uuid, int id) {
        return now().stream().anyMatch(guest -> guest.id() == id && guest.uuid().equals(uuid));
    }

    public Set<RunningDomain> now() {
        removeThoseThatGoOn();
        return Set.copyOf(guests.keySet());
    }

    /** The names of some, and how many more there are; empty if there are none. */
    @Override
    public String toString() {
        Set<RunningDomain> all = now();
        String named = all.stream()
                .sorted(Comparator.comparing(RunningDomain::name))
                .limit(MOST_NAMED)
                .map(RunningDomain::toString)
                .collect(Collectors.joining(", "));
        return all.size() <= MOST_NAMED ? named : named + " and " + (all.size() - MOST_NAMED) + " more";
    }
}
