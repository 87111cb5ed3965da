package io.nephometer.hypervisor;

/**
 * A virtual machine as the hypervisor lists it.
 *
 * @param uuid with hyphens, lower case
 * @param id of the running domain, another one at each start; -1 while it is shut off
 * @param state libvirt's virDomainState: 1 running, 3 paused, 5 shut off, 6 crashed …
 * @param changes another number whenever a device came or went, so that the XML has changed; 0 where that is not known
 */
public record Domain(String uuid, String name, int id, int state, long changes) {

    /** A domain of which it is not known whether its devices change. */
    public Domain(String uuid, String name, int id, int state) {
        this(uuid, name, id, state, 0);
    }
}
