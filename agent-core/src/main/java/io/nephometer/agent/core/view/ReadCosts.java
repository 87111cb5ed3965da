package io.nephometer.agent.core.view;

import io.nephometer.hypervisor.Hypervisor.Cost;
import java.util.List;

/**
 * What the last readings of the hypervisor cost.
 *
 * @param last the last reading of each group of statistics
 * @param unaccountedBytes traffic of interfaces that could not be attributed to an instance
 */
public record ReadCosts(List<Cost> last, long unaccountedBytes) {}
