package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.EmptyFramework;
import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.agent.core.view.JarStatus;
import io.nephometer.api.Moment;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Runs a deployer in a framework without other bundles. The deployed bundles contain no classes. */
abstract class DeployerFixture {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    final CountDownLatch retiring = new CountDownLatch(1);
    CountDownLatch mayRetire = new CountDownLatch(0);
    volatile Predicate<Bundle> offers = bundle -> false;
    EmptyFramework framework;
    Path folder;
    Deployer deployer;

    @BeforeEach
    void start() throws Exception {
        framework = new EmptyFramework(directory.resolve("storage"));
        folder = Files.createDirectory(
                directory.resolve("deploy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        startDeployer();
    }

    void startDeployer() throws IOException {
        ServiceComponentRuntime components = (ServiceComponentRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, arguments) -> method.getName().equals("getComponentDescriptionDTOs")
                                && ((Bundle[]) arguments[0])
                                        [0].getSymbolicName()
                                        .equals("unconfigured")
                        ? List.of(unconfigured())
                        : List.of());
        InstallationContext context = new InstallationContext(
                framework.context(),
                new ComponentStates(components),
                new NoPlugins(retiring, mayRetire, bundle -> offers.test(bundle)),
                new StagingDirectory(directory.resolve("scratch")),
                Moment::now);
        deployer = new Deployer(folder, context);
        deployer.start();
    }

    private static ComponentDescriptionDTO unconfigured() {
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.name = "com.example.Unconfigured";
        component.configurationPolicy = "require";
        component.configurationPid = new String[] {"com.example.gpu"};
        return component;
    }

    @AfterEach
    void stop() throws Exception {
        deployer.close();
        framework.stop();
    }

    /** A plugin table in which every service is accepted and the retirement of a bundle can be held up. */
    private record NoPlugins(CountDownLatch retiring, CountDownLatch mayRetire, Predicate<Bundle> offers)
            implements AgentPlugins {
        @Override
        public boolean has(ServiceReference<?> service) {
            return true;
        }

        @Override
        public Optional<String> fault(ServiceReference<?> service) {
            return Optional.empty();
        }

        @Override
        public List<String> names(Bundle bundle) {
            return offers.test(bundle) ? List.of("a pollster") : List.of();
        }

        @Override
        public void retire(Bundle bundle) {
            retiring.countDown();
            try {
                mayRetire.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void forget(Bundle bundle) {}

        @Override
        public TrustedPlugins trust() {
            return TrustedPlugins.ALL;
        }

        @Override
        public void reportFolder(Optional<String> problem) {
            assertThat(problem).isEmpty();
        }
    }

    Path drop(String name, String... headersAndValues) throws IOException {
        Path part = Files.write(folder.resolve(name + ".part"), EmptyFramework.jar(name, headersAndValues));
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
        return Files.move(part, folder.resolve(name + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<JarStatus> deployment(String name) {
        return deployer.deployments().stream()
                .filter(of -> of.file().equals(name + ".jar"))
                .findFirst();
    }

    void awaitState(String name, String state) {
        await().atMost(PATIENCE).until(() -> deployment(name).map(JarStatus::state), Optional.of(state)::equals);
    }

    String refusal(String name) {
        return await().atMost(PATIENCE)
                .until(() -> deployment(name).flatMap(JarStatus::refused), Optional::isPresent)
                .orElseThrow();
    }

    /**
     * Waits until the deployer has considered every file in the folder twice, by deploying two further bundles in turn.
     */
    void awaitLooks() throws IOException {
        for (String name : List.of("look1", "look2")) {
            Files.deleteIfExists(folder.resolve(name + ".jar"));
            await().atMost(PATIENCE).until(() -> deployment(name).isEmpty());
            drop(name);
            awaitState(name, "active");
        }
    }

    Stream<Bundle> bundles(String name) {
        return Stream.of(framework.context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(name));
    }

    Bundle bundle(String name) {
        return bundles(name).findFirst().orElseThrow();
    }

    Path note(String name) {
        return folder.resolve(name + ".jar.rejected.txt");
    }

    static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1)));
    }
}
