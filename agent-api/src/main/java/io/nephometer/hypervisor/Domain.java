package io.nephometer.hypervisor;

/**
 * A virtual machine as listed by the hypervisor.
 *
 * @param uuid the UUID, with hyphens and in lower case
 * @param id the ID of the running domain, which changes each time the domain starts; -1 while the domain is shut off
 * @param state a value of libvirt's virDomainState, for example 1 (running), 3 (paused), 5 (shut off) or 6 (crashed)
 * @param changes a number that changes whenever a device is added to or removed from the XML; 0 if device
 *     changes cannot be detected
 */
public record Domain(String uuid, String name, int id, int state, long changes) {

    /** Creates a domain for which device changes cannot be detected. */
    public Domain(String uuid, String name, int id, int state) {
        this(uuid, name, id, state, 0);
    }
}
