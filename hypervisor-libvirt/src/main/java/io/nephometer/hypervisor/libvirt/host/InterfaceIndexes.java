package io.nephometer.hypervisor.libvirt.host;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.function.ToIntFunction;

/**
 * The kernel's index of each interface of this network namespace. An interface that is removed and created again gets
 * another index.
 */
public final class InterfaceIndexes implements ToIntFunction<String> {

    private Function call;

    /** Returns the index of an interface by its name; 0 if there is no such interface, or the C library lacks the call. */
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
