package io.nephometer.hypervisor;

/**
 * A virtual machine as the hypervisor lists it.
 *
 * @param uuid with hyphens, lower case
 * @param id of the running domain, another one at each start; -1 while it is shut off
 * @param state libvirt's virDomainState: 1 running, 3 paused, 5 shut off, 6 crashed …
 */
public record Domain(String uuid, String name, int id, int state) {}
