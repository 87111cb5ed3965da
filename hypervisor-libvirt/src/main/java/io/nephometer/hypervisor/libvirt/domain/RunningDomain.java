package io.nephometer.hypervisor.libvirt.domain;

/** A domain between one start and its end. After another start it has another id. */
public record RunningDomain(String uuid, int id, String name) {

    /** Returns name and UUID for the operator, without spaces and control characters in the name. */
    @Override
    public String toString() {
        return name.replaceAll("[^\\p{Graph}]+", "?") + " (" + uuid + ")";
    }
}
