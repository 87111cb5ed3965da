/**
 * Implements the {@code Hypervisor} service using libvirt. This package wires together the statistics sources, the
 * connections and the settings.
 */
package io.nephometer.hypervisor.libvirt;
