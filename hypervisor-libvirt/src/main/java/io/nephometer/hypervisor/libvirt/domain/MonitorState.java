package io.nephometer.hypervisor.libvirt.domain;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a domain's monitor at one moment.
 *
 * @param busy how long the monitor has been processing a command; empty if it waits for one
 */
public record MonitorState(RunningDomain domain, Optional<Duration> busy) {

    /**
     * Returns the domain that delays a call: the one whose monitor was busy for at least half of the time of the call. A
     * call waits for one domain at a time, and skips those whose monitors were busy before it began.
     *
     * @param known domains that delay another call
     */
    public static Optional<RunningDomain> delaying(
            Duration call, Collection<MonitorState> states, Set<RunningDomain> known) {
        return states.stream()
                .filter(state -> state.isBusyFor(call.dividedBy(2), call) && !known.contains(state.domain))
                .max(Comparator.comparing(state -> state.busy.orElseThrow()))
                .map(MonitorState::domain);
    }

    private boolean isBusyFor(Duration min, Duration max) {
        return busy.filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0)
                .isPresent();
    }
}
