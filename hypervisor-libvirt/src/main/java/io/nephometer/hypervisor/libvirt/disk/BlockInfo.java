package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;

/**
 * What libvirt's virDomainGetBlockInfo says of a disk, in bytes.
 *
 * @param allocation what it takes on the host
 * @param physical how long its container is: the file, the block device
 */
public record BlockInfo(Number allocation, Number physical) {

    /** What each statistic's name begins with: the bulk call's of the same names mean something else. */
    public static final String PREFIX = "blockinfo.";

    void put(int disk, Stats.Builder stats) {
        if (allocation != null) {
            stats.put("block", disk, PREFIX + "allocation", allocation);
        }
        if (physical != null) {
            stats.put("block", disk, PREFIX + "physical", physical);
        }
    }
}
