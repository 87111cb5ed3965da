/** The chain of sources of statistics, and what each reading cost. */
package io.nephometer.hypervisor.libvirt.source;
