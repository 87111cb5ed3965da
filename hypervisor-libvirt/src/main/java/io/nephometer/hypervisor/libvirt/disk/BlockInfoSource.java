package io.nephometer.hypervisor.libvirt.disk;

import java.util.Optional;

/** Calls virDomainGetBlockInfo for the disks of one domain, which wakes its monitor. */
public interface BlockInfoSource {

    /** Returns whether the monitor is free. If it is not, the call would wait. */
    boolean isMonitorFree();

    /** Returns empty if libvirt does not know the sizes. */
    Optional<BlockInfo> blockInfo(String disk);
}
