package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;

/**
 * The sizes of a disk in bytes, as libvirt's virDomainGetBlockInfo defines them.
 *
 * @param allocation the storage that the disk occupies on the host
 * @param physical the length of its file or block device
 */
public record BlockInfo(Number allocation, Number physical) {

    /** The prefix of the statistics' names. The bulk call has the same names without it, with another meaning. */
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
