package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/var/run/libvirt/libvirt-sock", "qemu", "qemu:///system?socket=/a b"})
    void theDefaultStandsInForAUriWithoutScheme(String uri) {
        LibvirtSettings settings = LibvirtSettings.of(uri, "10");
        assertThat(settings.uri()).isEqualTo("qemu:///system");
        assertThat(settings.mistakes())
                .containsExactly("io.nephometer.hypervisor.libvirt.cfg: uri=" + uri
                        + ": expected a URI with a scheme; the default, qemu:///system, is taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "0", "3601", "ten", "1.5", "99999999999999999999"})
    void theDefaultStandsInForATimeoutThatIsNone(String seconds) {
        LibvirtSettings settings = LibvirtSettings.of("qemu:///system", seconds);
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.mistakes())
                .containsExactly("io.nephometer.hypervisor.libvirt.cfg: timeout=" + seconds
                        + ": expected a number of seconds from 1 to 3600; the default, 10, is taken");
    }

    @Test
    void aBadConfigurationDoesNotStopTheComponent() {
        LibvirtHypervisor hypervisor = new LibvirtHypervisor(new Config("qemu:///system", "soon"));
        assertThat(hypervisor.status())
                .startsWith("not connected")
                .contains("timeout=soon: expected a number of seconds");
        hypervisor.close();
    }

    @Test
    void aMistakeIsShownWithoutThePassword() {
        assertThat(LibvirtSettings.of("esx://root:hunter2@h h", "10").mistakes())
                .singleElement()
                .asString()
                .contains("uri=esx://***@h h")
                .doesNotContain("hunter2");
    }

    @Test
    void validValuesAreUsedUnchanged() {
        assertThat(LibvirtSettings.of("qemu+unix:///system?socket=/run/x-ro", " 3"))
                .isEqualTo(
                        new LibvirtSettings("qemu+unix:///system?socket=/run/x-ro", Duration.ofSeconds(3), List.of()));
    }

    private record Config(String uri, String timeout) implements LibvirtHypervisor.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return LibvirtHypervisor.Config.class;
        }
    }
}
