package io.nephometer.agent.core.view;

import java.util.Map;

/**
 * The result of inspecting a spool directory without changing it.
 *
 * @param state the state of the spool
 * @param damaged the descriptions of all damage found, keyed by file name; damaged batches are included only if the
 *     inspection read their contents
 */
public record SpoolInspection(SpoolState state, Map<String, String> damaged) {}
