package io.nephometer.hypervisor.libvirt.errors;

import org.libvirt.Error;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virError;

/**
 * Thrown when a native call that libvirt-java does not provide fails. Calls that libvirt-java does provide throw
 * {@code LibvirtException}.
 */
public final class NativeCallException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Error error;

    public NativeCallException(Error error) {
        super(error.getMessage());
        this.error = error;
    }

    /**
     * Returns libvirt's last error as an exception. This method must be called on the thread whose call failed, before
     * the thread makes another call to libvirt.
     */
    public static NativeCallException last() {
        virError error = Libvirt.INSTANCE.virGetLastError();
        return new NativeCallException(new Error(error != null ? error : new virError()));
    }

    Error error() {
        return error;
    }

    /** Returns whether the failure was caused by a domain rather than by the daemon. */
    public boolean isFromDomain() {
        return error.getDomain() == ErrorDomain.VIR_FROM_QEMU;
    }

    /** Returns whether the driver does not support the call. */
    public boolean isUnsupported() {
        return error.getCode() == ErrorNumber.VIR_ERR_NO_SUPPORT;
    }
}
