package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;

/**
 * The sizes of a disk in bytes, as defined by libvirt's virDomainGetBlockInfo.
 *
 * @param allocation the amount of storage that the disk occupies on the host
 * @param physical the length of the file or block device that contains the disk
 */
public record BlockInfo(Number allocation, Number physical) {

    /**
     * The prefix for the names of the statistics. The bulk call uses the same names without the prefix, but with a
     * different meaning.
     */
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
