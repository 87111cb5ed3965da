package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.EmptyFramework;
import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.api.Moment;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

class InstallationTest {

    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T00:00:00Z"), 0);

    @TempDir
    Path directory;

    private EmptyFramework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new EmptyFramework(directory.resolve("storage"));
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    /**
     * Uninstalls a new bundle when the installation asks for the bundle's plugins while it waits for the components.
     */
    private record Uninstalling(Bundle before) implements AgentPlugins {
        @Override
        public List<String> names(Bundle bundle) {
            if (bundle.equals(before)) {
                return List.of("example");
            }
            try {
                bundle.uninstall();
            } catch (BundleException e) {
                throw new AssertionError(e);
            }
            return List.of();
        }

        @Override
        public Optional<String> fault(ServiceReference<?> service) {
            return Optional.empty();
        }

        @Override
        public boolean has(ServiceReference<?> service) {
            return true;
        }

        @Override
        public void retire(Bundle bundle) {}

        @Override
        public void forget(Bundle bundle) {}

        @Override
        public TrustedPlugins trust() {
            return TrustedPlugins.ALL;
        }

        @Override
        public void reportFolder(Optional<String> problem) {}
    }

    private Installation attempt(Bundle before, Path scratch) throws Exception {
        Path jar = Files.write(
                directory.resolve("example.jar"), EmptyFramework.jar("com.example", "Bundle-Version", "2.0.0"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        ServiceComponentRuntime none = (ServiceComponentRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, arguments) -> List.of());
        return new Installation(
                jar,
                Optional.of(before),
                Optional.empty(),
                new InstallationContext(
                        framework.context(),
                        new ComponentStates(none),
                        new Uninstalling(before),
                        new StagingDirectory(scratch),
                        () -> NOW),
                List::of);
    }

    @Test
    void aJarThatCannotBeCopiedNowIsTriedAgainAfterAWhile() throws Exception {
        Bundle before = framework.install("com.example", "Bundle-Version", "1.0.0");
        Path scratch = Files.createFile(directory.resolve("scratch")); // a file, in which no directory can be created
        Installation installation = attempt(before, scratch);
        DeployedJar jar = new DeployedJar(NOW.wall());
        jar.begin(FileFingerprint.NONE, installation);
        InstallationResult result = jar.outcome(Duration.ofSeconds(20)).orElseThrow();
        assertThat(result.refused()).contains("cannot be read");
        jar.conclude(result, NOW.wall());
        assertThat(jar.shouldInstall(FileFingerprint.NONE, false, NOW.wall())).isFalse();
        assertThat(jar.shouldInstall(FileFingerprint.NONE, false, NOW.wall().plusSeconds(5)))
                .isTrue();
    }

    @Test
    void whatIsUninstalledWhileItStartsIsNotTriedAgain() throws Exception {
        Bundle before = framework.install("com.example", "Bundle-Version", "1.0.0");
        Installation installation = attempt(before, directory.resolve("scratch"));
        installation.begin();
        InstallationResult result = installation.outcome(Duration.ofSeconds(20)).orElseThrow();
        assertThat(result.refused()).isEmpty();
        assertThat(result.again()).isEqualTo(InstallationResult.Again.CHANGED);
        assertThat(result.bundle()).map(Bundle::getState).contains(Bundle.UNINSTALLED);
    }
}
