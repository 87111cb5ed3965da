package io.nephometer.hypervisor.libvirt.disk;

import java.util.Optional;

/** Calls virDomainGetBlockInfo for the disks of one domain, which wakes its monitor. */
public interface BlockInfoSource {

    /** Returns whether the monitor of the domain is free. If the monitor is busy, the call would wait. */
    boolean isMonitorFree();

    /** Returns the sizes of a disk; empty if libvirt does not know them. */
    Optional<BlockInfo> blockInfo(String disk);
}
