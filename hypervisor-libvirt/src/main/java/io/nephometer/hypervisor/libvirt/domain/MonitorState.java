package io.nephometer.hypervisor.libvirt.domain;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a domain's monitor at a single point in time.
 *
 * @param busy the time for which the monitor has been processing its current command; empty if the monitor is idle
 */
public record MonitorState(RunningDomain domain, Optional<Duration> busy) {

    /**
     * Returns the domain that is delaying a call. The delaying domain is the one whose monitor has been busy for at
     * least half the duration of the call. A call waits for one domain at a time and skips domains whose monitors were
     * already busy when the call began.
     *
     * @param known the domains that are already known to delay other calls
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
