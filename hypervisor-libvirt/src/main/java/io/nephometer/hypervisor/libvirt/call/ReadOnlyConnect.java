package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/** A read-only connection of libvirt-java that exposes its native pointer. */
public final class ReadOnlyConnect extends Connect {

    /**
     * The error callback shared by all connections of the process. The callback is a constant, so that it is never
     * garbage-collected while libvirt may still call it.
     */
    private static final Libvirt.VirErrorCallback SILENT = (data, error) -> {};

    private ReadOnlyConnect(String uri) throws LibvirtException {
        super(uri, true);
    }

    /** Opens a connection, and stops libvirt from writing errors to stderr. */
    public static ReadOnlyConnect open(String uri) throws LibvirtException {
        Libvirt.INSTANCE.virSetErrorFunc(null, SILENT);
        return new ReadOnlyConnect(uri);
    }

    public Pointer pointer() {
        return vcp.getPointer();
    }
}
