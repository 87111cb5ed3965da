package io.nephometer.hypervisor;

/**
 * A virtual machine as listed by the hypervisor.
 *
 * @param uuid the UUID, with hyphens and in lower case
 * @param id the id of the running domain, which is different after each start; -1 while the domain is shut off
 * @param state libvirt's virDomainState: 1 running, 3 paused, 5 shut off, 6 crashed …
 * @param changes a number that changes whenever a device is added or removed, and the XML with it; 0 if such changes
 *     are not known
 */
public record Domain(String uuid, String name, int id, int state, long changes) {

    /** Creates a domain for which changes to devices are not known. */
    public Domain(String uuid, String name, int id, int state) {
        this(uuid, name, id, state, 0);
    }
}
