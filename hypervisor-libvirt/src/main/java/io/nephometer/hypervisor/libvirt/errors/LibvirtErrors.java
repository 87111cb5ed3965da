package io.nephometer.hypervisor.libvirt.errors;

import com.sun.jna.Native;
import io.nephometer.api.Redaction;
import java.io.IOException;
import java.util.Set;
import org.libvirt.Error;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/**
 * Explains libvirt failures to the operator. Each explanation is a single line of text that suggests a remedy if one
 * is known.
 */
public final class LibvirtErrors {

    private static final Set<String> DRIVERS =
            Set.of("bhyve ch esx gsx hyperv lxc openvz qemu test vbox vmwarefusion vmwareplayer vmwarews vpx vz xen"
                    .split(" "));

    private static final Set<Integer> NOT_LISTENING = Set.of(2, 111); // ENOENT, ECONNREFUSED
    private static final Set<Integer> FORBIDDEN = Set.of(1, 13); // EPERM, EACCES

    private static final Set<ErrorNumber> DENIED = Set.of(
            ErrorNumber.VIR_ERR_OPERATION_DENIED,
            ErrorNumber.VIR_ERR_ACCESS_DENIED,
            ErrorNumber.VIR_ERR_AUTH_FAILED,
            ErrorNumber.VIR_ERR_AUTH_CANCELLED,
            ErrorNumber.VIR_ERR_AUTH_UNAVAILABLE);

    private final String uri;

    public LibvirtErrors(String uri) {
        this.uri = uri;
    }

    /**
     * Returns an exception that explains a failure and has the failure as its cause. Runtime exceptions and errors that
     * do not come from libvirt are bugs and are rethrown unchanged.
     */
    public IOException explain(Throwable failure) {
        if (failure instanceof LibvirtException known) {
            return new IOException(explain(known.getError()), known);
        }
        if (failure instanceof NativeCallException known) {
            return new IOException(explain(known.error()), known);
        }
        if (failure instanceof UnsatisfiedLinkError
                || failure instanceof NoClassDefFoundError // from the second attempt on
                || failure instanceof ExceptionInInitializerError) {
            return new IOException(missingLibrary(), failure);
        }
        if (failure instanceof java.lang.Error bug) {
            throw bug;
        }
        if (failure instanceof RuntimeException bug) {
            throw bug;
        }
        return new IOException(shown() + ": " + oneLine(failure.toString()), failure);
    }

    private String explain(Error error) {
        boolean system =
                error.getCode() == ErrorNumber.VIR_ERR_SYSTEM_ERROR && error.getDomain() == ErrorDomain.VIR_FROM_RPC;
        boolean unreachable = system && NOT_LISTENING.contains(error.getInt1());
        String driver = uri.replaceFirst("[+:].*", ""); // qemu if the URI is qemu+unix:///system
        // libvirt leaves an unknown driver to the daemon, and fails if no daemon is listening
        if (error.getCode() == ErrorNumber.VIR_ERR_NO_CONNECT || unreachable && !DRIVERS.contains(driver)) {
            return shown() + ": libvirt has no driver '" + driver
                    + "' here; use qemu:///system, qemu:///session or test:///default";
        }
        String explanation = shown() + ": " + oneLine(String.valueOf(error.getMessage()));
        if (unreachable) {
            return explanation + "; is libvirtd running? (systemctl status libvirtd virtqemud)";
        }
        boolean denied = DENIED.contains(error.getCode()) || system && FORBIDDEN.contains(error.getInt1());
        return denied ? explanation + "; " + remedy() : explanation;
    }

    /**
     * Returns a remedy for missing permissions. Membership in the {@code libvirt} group is not suggested, because
     * members of this group have the same rights as root.
     */
    private static String remedy() {
        return "let the user " + System.getProperty("user.name")
                + " read libvirt: allow it org.libvirt.unix.monitor in polkit, or set unix_sock_ro_perms in libvirtd.conf";
    }

    private static String missingLibrary() {
        return jnaLoads()
                ? "the libvirt library is not installed (Debian: apt install libvirt0)"
                : "JNA cannot load its native library: -Djna.tmpdir must name a directory that is not mounted noexec,"
                        + " and Java 24 or later may need --enable-native-access=ALL-UNNAMED";
    }

    private static boolean jnaLoads() {
        try {
            return Native.POINTER_SIZE > 0;
        } catch (LinkageError e) {
            return false;
        }
    }

    private String shown() {
        return Redaction.ofUrl(uri);
    }

    private String oneLine(String text) {
        return Redaction.ofText(text, uri).strip().replaceAll("\\p{Cntrl}+", " ");
    }
}
