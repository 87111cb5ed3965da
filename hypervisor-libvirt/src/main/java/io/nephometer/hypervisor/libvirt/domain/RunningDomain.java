package io.nephometer.hypervisor.libvirt.domain;

/** A single run of a domain, from its start to its end. A domain that is started again receives a new ID. */
public record RunningDomain(String uuid, int id, String name) {

    /**
     * Returns the name and UUID of the domain for display to the operator. Spaces and control characters in the name
     * are replaced.
     */
    @Override
    public String toString() {
        return name.replaceAll("[^\\p{Graph}]+", "?") + " (" + uuid + ")";
    }
}
