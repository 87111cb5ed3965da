package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.nephometer.hypervisor.libvirt.disk.BlockInfo;
import java.util.Optional;

/** Calls libvirt's virDomainGetBlockInfo function for a native domain. The function queries the domain's monitor. */
final class BlockInfoCall {

    /**
     * The index of the allocation field in virDomainBlockInfo. The fields of virDomainBlockInfo are capacity,
     * allocation and physical.
     */
    private static final int ALLOCATION = 1;

    private static final int PHYSICAL = 2;

    private final Function call = NativeLibrary.getInstance("virt").getFunction("virDomainGetBlockInfo");

    /** Returns the sizes of a disk, or an empty {@code Optional} if libvirt does not know the sizes. */
    Optional<BlockInfo> read(Pointer domain, String disk) {
        long[] info = new long[3];
        return call.invokeInt(new Object[] {domain, disk, info, 0}) == 0
                ? Optional.of(new BlockInfo(
                        TypedParameters.unsigned(info[ALLOCATION]), TypedParameters.unsigned(info[PHYSICAL])))
                : Optional.empty();
    }
}
