package io.nephometer.hypervisor.libvirt.source;

/** Provides the numbers of changes to instances' devices. Each change has a higher number than all earlier changes. */
public interface DeviceChangeNumbers {

    /** Returns whether changes to devices are currently reported. */
    boolean areReported();

    /** Returns the number of the latest change that may have affected the devices of an instance. */
    long last(String uuid);
}
