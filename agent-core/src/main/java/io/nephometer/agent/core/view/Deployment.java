package io.nephometer.agent.core.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a jar in {@code deploy/}.
 *
 * @param bundle name and version of the running bundle
 * @param state a word that status shows: {@code active}, {@code starting}, {@code refused}, {@code stopped} or
 *     {@code uninstalled}
 * @param offers names of the plugins that it offers now
 * @param waits what its unsatisfied components wait for
 * @param refused why the current file was refused
 * @param since when this state began
 */
public record Deployment(
        String file,
        Optional<String> bundle,
        String state,
        List<String> offers,
        List<String> waits,
        Optional<String> refused,
        Instant since) {}
