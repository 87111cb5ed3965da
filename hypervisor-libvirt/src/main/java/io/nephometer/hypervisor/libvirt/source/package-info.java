/** The chain of statistics sources and the costs of reading from them. */
package io.nephometer.hypervisor.libvirt.source;
