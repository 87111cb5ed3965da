package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/** A read-only libvirt-java connection that exposes its native pointer. */
public final class NativeConnect extends Connect {

    /**
     * The error callback shared by all connections in the process. The callback is a constant, so it is not
     * garbage-collected while libvirt may still call it.
     */
    private static final Libvirt.VirErrorCallback SILENT = (data, error) -> {};

    private NativeConnect(String uri) throws LibvirtException {
        super(uri, true);
    }

    /** Opens a connection and prevents libvirt from writing errors to stderr. */
    public static NativeConnect open(String uri) throws LibvirtException {
        Libvirt.INSTANCE.virSetErrorFunc(null, SILENT);
        return new NativeConnect(uri);
    }

    public Pointer pointer() {
        return vcp.getPointer();
    }
}
