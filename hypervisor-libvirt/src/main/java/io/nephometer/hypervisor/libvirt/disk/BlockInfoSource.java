package io.nephometer.hypervisor.libvirt.disk;

import java.util.Optional;

/** Calls virDomainGetBlockInfo for the disks of one domain. Each call wakes the domain's monitor. */
public interface BlockInfoSource {

    /** Returns whether the monitor of the domain is free. If the monitor is busy, a call has to wait. */
    boolean isMonitorFree();

    /** Returns the sizes of a disk, or an empty {@code Optional} if libvirt does not know the sizes. */
    Optional<BlockInfo> blockInfo(String disk);
}
