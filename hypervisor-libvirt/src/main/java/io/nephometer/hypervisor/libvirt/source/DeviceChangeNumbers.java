package io.nephometer.hypervisor.libvirt.source;

/** The changes of instances' devices, each with a number above those of all earlier ones. */
public interface DeviceChangeNumbers {

    /** Returns whether changes are reported at the moment. */
    boolean areReported();

    /** Returns the number of the last possible change of an instance's devices. */
    long last(String uuid);
}
