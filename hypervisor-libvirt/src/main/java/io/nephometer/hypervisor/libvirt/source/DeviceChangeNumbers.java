package io.nephometer.hypervisor.libvirt.source;

/**
 * Provides the number of the latest change to an instance's devices. Each change has a higher number than any earlier
 * change.
 */
public interface DeviceChangeNumbers {

    /** Returns whether changes to devices are currently reported. */
    boolean areReported();

    /** Returns the number of the latest change that may have affected the devices of an instance. */
    long last(String uuid);
}
