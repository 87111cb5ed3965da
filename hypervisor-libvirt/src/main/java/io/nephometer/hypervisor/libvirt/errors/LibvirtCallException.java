package io.nephometer.hypervisor.libvirt.errors;

import org.libvirt.Error;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virError;

/** A call failed that libvirt-java does not have: what its LibvirtException is for the others. */
public final class LibvirtCallException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Error error;

    public LibvirtCallException(Error error) {
        super(error.getMessage());
        this.error = error;
    }

    /** To be called by the thread whose call failed, before it calls anything else. */
    public static LibvirtCallException last() {
        virError error = Libvirt.INSTANCE.virGetLastError();
        return new LibvirtCallException(new Error(error != null ? error : new virError()));
    }

    Error error() {
        return error;
    }

    /** The daemon is well; one of the domains is not. */
    public boolean isOfDomain() {
        return error.getDomain() == ErrorDomain.VIR_FROM_QEMU;
    }

    /** The driver does not have the call. */
    public boolean isUnsupported() {
        return error.getCode() == ErrorNumber.VIR_ERR_NO_SUPPORT;
    }
}
