package io.nephometer.hypervisor.libvirt.host;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.function.ToIntFunction;

/** The kernel's number of a link of this network namespace: a link that is made again under the same name has another one. */
public final class InterfaceIndexes implements ToIntFunction<String> {

    private Function call;

    /** 0 if there is no such link, or if it cannot be asked. */
    @Override
    public int applyAsInt(String link) {
        try {
            return call().invokeInt(new Object[] {link});
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
