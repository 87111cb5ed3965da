package io.nephometer.agent.core.view;

import io.nephometer.hypervisor.Hypervisor.Cost;
import java.util.List;

/**
 * What the last readings of the hypervisor cost.
 *
 * @param unaccountedBytes what interfaces carried while it was not known whose they were
 */
public record ReadCosts(List<Cost> last, long unaccountedBytes) {}
