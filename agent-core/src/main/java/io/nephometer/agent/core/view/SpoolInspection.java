package io.nephometer.agent.core.view;

import java.util.Map;

/**
 * The findings of an inspection of a spool's directory, which does not change the directory.
 *
 * @param state the state of the spool
 * @param damaged the damaged files, by name, each with the reason; damaged batches are included only if the inspection
 *     read the batches
 */
public record SpoolInspection(SpoolState state, Map<String, String> damaged) {}
