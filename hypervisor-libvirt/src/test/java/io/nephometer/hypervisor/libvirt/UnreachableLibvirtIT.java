package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.LibvirtException;

/** What the operator reads when libvirt cannot be reached. */
class UnreachableLibvirtIT {

    @Test
    void aSchemeThatLibvirtDoesNotKnowIsSaid() {
        assertFails(
                "nosuch+unix:///system?socket=/nonexistent",
                "nosuch+unix:///system?socket=/nonexistent: libvirt has no driver 'nosuch' here;"
                        + " use qemu:///system, qemu:///session or test:///default");
    }

    @Test
    void aDaemonThatIsNotThereIsNamedAtEveryQuestion(@TempDir Path folder) {
        String uri = "qemu+unix:///system?socket=" + folder + "/sock";
        assertFails(
                uri,
                uri + ": Failed to connect socket to '" + folder + "/sock': No such file or directory;"
                        + " is libvirtd running? (systemctl status libvirtd virtqemud)");
    }

    private static void assertFails(String uri, String message) {
        LibvirtHypervisor hypervisor = new LibvirtHypervisor(LibvirtSettings.of(uri, "10"), Moment::now);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(hypervisor::domains)
                    .isInstanceOf(IOException.class)
                    .hasMessage(message)
                    .hasCauseInstanceOf(LibvirtException.class);
        }
        assertThat(hypervisor.status()).isEqualTo("not connected: " + message);
        hypervisor.close();
    }
}
