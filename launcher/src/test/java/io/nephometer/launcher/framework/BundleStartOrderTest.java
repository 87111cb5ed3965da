package io.nephometer.launcher.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleStartOrderTest {

    @TempDir
    Path bundles;

    private void lay(String... names) throws Exception {
        for (String name : names) {
            Files.createFile(bundles.resolve(name));
        }
    }

    @Test
    void whatIsNoJarAndTheFrameworkItselfAreLeftOut() throws Exception {
        lay("org.apache.felix.framework-7.0.5.jar", "README", "jna-5.jar");
        assertThat(BundleStartOrder.of(bundles)).extracting(Path::getFileName).containsExactly(Path.of("jna-5.jar"));
    }

    @Test
    void configurationIsReadBeforeWhatIsConfigured() throws Exception {
        lay(
                "hypervisor-libvirt-1.jar",
                "agent-shell-1.jar",
                "agent-core-1.jar",
                "agent-deployer-1.jar",
                "agent-api-1.jar",
                "org.apache.felix.scr-2.jar",
                "org.apache.felix.fileinstall-3.jar",
                "org.apache.felix.configadmin-1.jar",
                "org.apache.felix.log-1.jar",
                "org.osgi.util.promise-1.jar",
                "snakeyaml-2.jar",
                "org.apache.felix.gogo.runtime-1.jar");
        assertThat(BundleStartOrder.of(bundles))
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "org.osgi.util.promise-1.jar",
                        "org.apache.felix.log-1.jar",
                        "org.apache.felix.configadmin-1.jar",
                        "org.apache.felix.scr-2.jar",
                        "org.apache.felix.gogo.runtime-1.jar",
                        "snakeyaml-2.jar",
                        "agent-api-1.jar",
                        "org.apache.felix.fileinstall-3.jar",
                        "hypervisor-libvirt-1.jar",
                        "agent-deployer-1.jar",
                        "agent-core-1.jar",
                        "agent-shell-1.jar");
    }
}
