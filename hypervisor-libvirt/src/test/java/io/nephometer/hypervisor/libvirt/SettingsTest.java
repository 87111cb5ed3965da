package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/var/run/libvirt/libvirt-sock", "qemu", "qemu:///system?socket=/a b"})
    void aUriWithoutSchemeIsRefused(String uri) {
        assertThatThrownBy(() -> Settings.of(uri, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("io.nephometer.hypervisor.libvirt: uri=" + uri + " is no URI with a scheme;"
                        + " set for example uri=qemu:///system in conf/io.nephometer.hypervisor.libvirt.cfg");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 3601})
    void aTimeoutThatIsNoneIsRefused(long seconds) {
        assertThatThrownBy(() -> Settings.of("qemu:///system", seconds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("io.nephometer.hypervisor.libvirt: timeout=" + seconds
                        + " is no number of seconds from 1 to 3600;"
                        + " set for example timeout=10 in conf/io.nephometer.hypervisor.libvirt.cfg");
    }

    @Test
    void aBadConfigurationStopsTheComponentAtBirth() {
        assertThatThrownBy(() -> new LibvirtHypervisor(new Config("qemu:///system", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout=0");
    }

    @Test
    void goodOnesAreTakenAsTheyAre() {
        assertThat(Settings.of("qemu+unix:///system?socket=/run/x-ro", 3))
                .isEqualTo(new Settings("qemu+unix:///system?socket=/run/x-ro", Duration.ofSeconds(3)));
    }

    private record Config(String uri, long timeout) implements LibvirtHypervisor.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return LibvirtHypervisor.Config.class;
        }
    }
}
