package io.nephometer.agent.core.view;

import java.util.Map;

/**
 * What was found in a spool's directory, read without changing it.
 *
 * @param damaged damaged files, by name, with the reason; batches are included only if they were read
 */
public record SpoolInspection(SpoolState state, Map<String, String> damaged) {}
