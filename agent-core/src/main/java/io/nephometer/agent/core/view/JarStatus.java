package io.nephometer.agent.core.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a jar in {@code deploy/}.
 *
 * @param file the name of the jar
 * @param bundle the name and version of the running bundle
 * @param state the state as shown by the {@code status} command: {@code active}, {@code starting}, {@code refused},
 *     {@code stopped} or {@code uninstalled}
 * @param offers the names of the plugins that the bundle currently offers
 * @param waits the dependencies that the bundle's unsatisfied components are waiting for
 * @param refused the reason why the current version of the jar was refused
 * @param since the time at which this state began
 */
public record JarStatus(
        String file,
        Optional<String> bundle,
        String state,
        List<String> offers,
        List<String> waits,
        Optional<String> refused,
        Instant since) {}
