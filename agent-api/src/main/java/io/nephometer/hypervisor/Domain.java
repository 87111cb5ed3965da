package io.nephometer.hypervisor;

/**
 * A virtual machine as listed by the hypervisor.
 *
 * @param uuid the UUID, with hyphens and in lower case
 * @param id the id of the running domain, which changes at each start of the domain; -1 while the domain is shut off
 * @param state a value of libvirt's virDomainState, for example 1 (running), 3 (paused), 5 (shut off) or 6 (crashed)
 * @param changes a number that changes whenever a device is added or removed and the XML therefore changes; 0 if
 *     changes to devices cannot be detected
 */
public record Domain(String uuid, String name, int id, int state, long changes) {

    /** Creates a domain for which changes to devices cannot be detected. */
    public Domain(String uuid, String name, int id, int state) {
        this(uuid, name, id, state, 0);
    }
}
