package io.nephometer.hypervisor.libvirt.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libvirt.Error;
import org.libvirt.jna.virError;

class LibvirtErrorsTest {

    private static final int RPC = 7;
    private static final int QEMU = 10;

    private final LibvirtErrors errors = new LibvirtErrors("qemu:///system");

    @Test
    void aBugIsThrownAsItIs() {
        RuntimeException bug = new IllegalStateException("bug");
        assertThatThrownBy(() -> errors.explain(bug)).isSameAs(bug);
        java.lang.Error worse = new StackOverflowError();
        assertThatThrownBy(() -> errors.explain(worse)).isSameAs(worse);
    }

    @Test
    void aMissingLibraryIsNamedWithItsPackageAtEveryAttempt() {
        for (LinkageError failure : new LinkageError[] {
            new UnsatisfiedLinkError("Unable to load library 'virt':\nlibvirt.so: cannot open shared object file"),
            new NoClassDefFoundError("Could not initialize class org.libvirt.jna.Libvirt"),
            new ExceptionInInitializerError(new UnsatisfiedLinkError())
        }) {
            assertThat(errors.explain(failure))
                    .hasMessage("the libvirt library is not installed (Debian: apt install libvirt0)")
                    .hasCause(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 111})
    void aDaemonThatDoesNotListenIsNamedByItsSocket(int errno) {
        assertThat(explain(38, RPC, errno, "Failed to connect socket to '/run/x': No such file or directory"))
                .hasMessage("qemu:///system: Failed to connect socket to '/run/x': No such file or directory;"
                        + " is libvirtd running? (systemctl status libvirtd virtqemud)");
    }

    @Test
    void aForbiddenSocketAsksForTheGroup() {
        assertThat(explain(38, RPC, 13, "Failed to connect socket to '/run/x': Permission denied"))
                .hasMessage("qemu:///system: Failed to connect socket to '/run/x': Permission denied; let the user "
                        + System.getProperty("user.name") + " read libvirt: allow it org.libvirt.unix.monitor in"
                        + " polkit, or set unix_sock_ro_perms in libvirtd.conf");
    }

    @ParameterizedTest
    @ValueSource(ints = {29, 45, 79, 88, 94})
    void whatPolkitDeniesAsksForARule(int code) {
        assertThat(explain(code, RPC, -1, "authentication unavailable: no polkit agent available"))
                .hasMessageContaining("org.libvirt.unix.monitor in polkit");
    }

    @Test
    void anUnknownSchemeNamesTheUsualOnes() {
        String explanation =
                ": libvirt has no driver 'foo' here; use qemu:///system, qemu:///session or test:///default";
        LibvirtErrors unknown = new LibvirtErrors("foo+unix:///system");
        assertThat(unknown.explain(failure(5, 0, -1, "no connection driver available for foo:///system")))
                .hasMessage("foo+unix:///system" + explanation);
        assertThat(unknown.explain(failure(38, RPC, 2, "Failed to connect socket to '/run/x'")))
                .hasMessage("foo+unix:///system" + explanation);
    }

    @Test
    void anyOtherErrorIsOneLineOfLibvirtsOwn() {
        NativeCallException failure = failure(1, QEMU, -1, "internal error:\n\tdomain 'x\u001b[2J' died\n");
        assertThat(errors.explain(failure))
                .hasMessage("qemu:///system: internal error: domain 'x [2J' died")
                .hasCause(failure);
        assertThat(failure.error().getCode()).isEqualTo(Error.ErrorNumber.VIR_ERR_INTERNAL_ERROR);
    }

    @Test
    void onlyADomainsErrorIsOfADomain() {
        assertThat(failure(38, QEMU, 104, "Unable to read from monitor: Connection reset by peer")
                        .isFromDomain())
                .isTrue();
        assertThat(failure(38, RPC, 32, "Cannot write data: Broken pipe").isFromDomain())
                .isFalse();
    }

    private IOException explain(int code, int domain, int errno, String message) {
        return errors.explain(failure(code, domain, errno, message));
    }

    private static NativeCallException failure(int code, int domain, int errno, String message) {
        virError error = new virError();
        error.code = code;
        error.domain = domain;
        error.int1 = errno;
        error.message = message;
        return new NativeCallException(new Error(error));
    }
}
