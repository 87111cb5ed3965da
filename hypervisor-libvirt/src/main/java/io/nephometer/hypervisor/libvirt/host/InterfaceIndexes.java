package io.nephometer.hypervisor.libvirt.host;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.function.ToIntFunction;

/**
 * Looks up the kernel's indexes for interfaces in the current network namespace. An interface that is removed and
 * re-created receives a new index.
 */
public final class InterfaceIndexes implements ToIntFunction<String> {

    private Function call;

    /**
     * Returns the index of the interface with the given name, or 0 if there is no such interface or the C library lacks
     * the lookup function.
     */
    @Override
    public int applyAsInt(String name) {
        try {
            return call().invokeInt(new Object[] {name});
        } catch (LinkageError e) {
            return 0;
        }
    }

    private synchronized Function call() {
        if (call == null) {
            call = NativeLibrary.getInstance("c").getFunction("if_nametoindex");
        }
        return call;
    }
}
