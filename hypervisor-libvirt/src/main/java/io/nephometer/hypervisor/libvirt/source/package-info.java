/** The chain of statistics sources, and the costs of their readings. */
package io.nephometer.hypervisor.libvirt.source;
