package io.nephometer.agent.core.deploy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a jar in the folder of the plugins.
 *
 * @param bundle name and version of what runs
 * @param offers names of the plugins that it offers now
 * @param waits what its components that are not up wait for
 * @param refused why the jar as it is now was not taken
 * @param since when that came to be
 */
public record Deployment(
        String file,
        Optional<String> bundle,
        String state,
        List<String> offers,
        List<String> waits,
        Optional<String> refused,
        Instant since) {}
