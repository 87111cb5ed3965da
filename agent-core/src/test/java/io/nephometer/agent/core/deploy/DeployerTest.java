package io.nephometer.agent.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.EmptyFramework;
import io.nephometer.agent.core.view.Deployment;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What the folder of the plugins, and what is done to their bundles in the shell, comes to. */
class DeployerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private EmptyFramework framework;
    private Path folder;
    private Deployer deployer;

    @BeforeEach
    void start() throws Exception {
        framework = new EmptyFramework(directory.resolve("storage"));
        folder = Files.createDirectory(
                directory.resolve("deploy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        startDeployer();
    }

    private void startDeployer() throws IOException {
        ServiceComponentRuntime components = (ServiceComponentRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, arguments) -> method.getName().equals("getComponentDescriptionDTOs")
                                && ((Bundle[]) arguments[0])
                                        [0].getSymbolicName()
                                        .equals("unconfigured")
                        ? List.of(unconfigured())
                        : List.of());
        deployer = new Deployer(
                framework.context(),
                components,
                folder,
                directory.resolve("scratch"),
                TrustedPlugins.ALL,
                new NoPlugins(),
                wrong -> wrong.ifPresent(why -> {
                    throw new AssertionError(why);
                }));
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

    /** Of bundles without a service. */
    private record NoPlugins() implements PluginUse {
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
            return List.of();
        }

        @Override
        public void retire(Bundle bundle) {}

        @Override
        public void forget(Bundle bundle) {}
    }

    private Path drop(String name, String... headersAndValues) throws IOException {
        Path part = Files.write(folder.resolve(name + ".part"), EmptyFramework.jar(name, headersAndValues));
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
        return Files.move(part, folder.resolve(name + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<Deployment> deployment(String name) {
        return deployer.deployments().stream()
                .filter(of -> of.file().equals(name + ".jar"))
                .findFirst();
    }

    private void awaitState(String name, String state) {
        await().atMost(PATIENCE).until(() -> deployment(name).map(Deployment::state), Optional.of(state)::equals);
    }

    private String refusal(String name) {
        return await().atMost(PATIENCE)
                .until(() -> deployment(name).flatMap(Deployment::refused), Optional::isPresent)
                .orElseThrow();
    }

    /** Another file that is dropped now and runs: all that lay there before was looked at, twice. */
    private void awaitLooks() throws IOException {
        for (String name : List.of("look1", "look2")) {
            Files.deleteIfExists(folder.resolve(name + ".jar"));
            await().atMost(PATIENCE).until(() -> deployment(name).isEmpty());
            drop(name);
            awaitState(name, "active");
        }
    }

    private Stream<Bundle> bundles(String name) {
        return Stream.of(framework.context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(name));
    }

    private Bundle bundle(String name) {
        return bundles(name).findFirst().orElseThrow();
    }

    private Path note(String name) {
        return folder.resolve(name + ".jar.rejected.txt");
    }

    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1)));
    }

    /** Both run, and the library goes: the user of its package is stopped. */
    private void takeTheLibraryAway() throws IOException {
        Path library = drop("library", "Export-Package", "com.example.library");
        drop("needy", "Import-Package", "com.example.library");
        awaitState("library", "active");
        awaitState("needy", "active");
        Files.delete(library);
    }

    @Test
    void whoseLibraryGoesIsRefusedAndStartsAgainWhenItIsBack() throws Exception {
        takeTheLibraryAway();
        assertThat(refusal("needy")).isEqualTo("it needs the package com.example.library, which no bundle exports");
        awaitState("needy", "refused");
        assertThat(deployment("needy").flatMap(Deployment::bundle)).isEmpty();
        assertThat(note("needy"))
                .content()
                .contains("com.example.library")
                .contains("No version of it runs.")
                .contains("tried again when the file changes, and when other bundles come or go.");
        drop("library", "Export-Package", "com.example.library");
        awaitState("needy", "active");
        assertThat(deployment("needy").flatMap(Deployment::refused)).isEmpty();
        assertThat(note("needy")).doesNotExist();
    }

    @Test
    void whatWasStoppedInTheShellStaysSoThoughItsLibraryGoesAndComesBack() throws Exception {
        Path library = drop("library", "Export-Package", "com.example.library");
        drop("needy", "Import-Package", "com.example.library");
        awaitState("library", "active");
        awaitState("needy", "active");
        bundle("needy").stop();
        Files.delete(library);
        await().atMost(PATIENCE).until(() -> bundles("library").findAny().isEmpty());
        awaitLooks();
        drop("library", "Export-Package", "com.example.library");
        awaitState("library", "active");
        awaitLooks();
        assertThat(deployment("needy").map(Deployment::state)).contains("stopped");
        assertThat(deployment("needy").flatMap(Deployment::refused)).isEmpty();
    }

    @Test
    void whatUsesALibraryThatIsReplacedRunsOn() throws Exception {
        drop("library", "Export-Package", "com.example.library");
        drop("needy", "Import-Package", "com.example.library");
        awaitState("needy", "active");
        drop("library", "Export-Package", "com.example.library", "Bundle-Version", "2.0.0");
        await().atMost(PATIENCE)
                .until(() -> bundles("library").count() == 1
                        && bundle("library").getVersion().getMajor() == 2);
        awaitLooks();
        awaitState("needy", "active");
        assertThat(note("needy")).doesNotExist();
    }

    @Test
    void whatIsInstalledInTheShellFromAFileOfTheFolderBelongsToTheFile() throws Exception {
        Path jar = drop("disk");
        awaitState("disk", "active");
        bundle("disk").uninstall();
        framework.context().installBundle("file:" + jar).start();
        awaitState("disk", "active");
        Files.delete(jar);
        await().atMost(PATIENCE).until(() -> bundles("disk").findAny().isEmpty());
        drop("disk");
        awaitState("disk", "active");
        assertThat(deployment("disk").flatMap(Deployment::refused)).isEmpty();
    }

    @Test
    void whatWasStoppedOrUninstalledInTheShellStaysSoUntilTheContentOfItsFileChanges() throws Exception {
        Path stopped = drop("stopped");
        Path uninstalled = drop("uninstalled");
        awaitState("stopped", "active");
        awaitState("uninstalled", "active");
        bundle("stopped").stop();
        bundle("uninstalled").uninstall();
        touch(stopped);
        touch(uninstalled);
        awaitLooks();
        assertThat(deployment("stopped").map(Deployment::state)).contains("stopped");
        assertThat(deployment("uninstalled").map(Deployment::state)).contains("uninstalled");
        drop("stopped", "Bundle-Version", "2.0.0");
        drop("uninstalled", "Bundle-Version", "2.0.0");
        awaitState("stopped", "active");
        awaitState("uninstalled", "active");
    }

    @Test
    void whatHangsInItsStartIsRefusedByTheNextDeployerToo() throws Exception {
        drop("hanging", "Bundle-ActivationPolicy", "lazy");
        awaitState("hanging", "active");
        deployer.close();
        bundle("hanging").stop();
        bundle("hanging").start(Bundle.START_ACTIVATION_POLICY); // it stays in the middle of its start
        assertThat(bundle("hanging").getState()).isEqualTo(Bundle.STARTING);
        startDeployer();
        assertThat(refusal("hanging")).contains("has not finished");
        assertThat(note("hanging")).exists();
        assertThat(deployment("hanging").map(Deployment::state)).contains("refused");
        bundle("hanging").start();
        awaitState("hanging", "active");
        assertThat(note("hanging")).doesNotExist();
    }

    @Test
    void aComponentWithoutTheConfigurationThatItRequiresIsNamedWithIt() throws Exception {
        drop("unconfigured");
        awaitState("unconfigured", "active");
        assertThat(deployment("unconfigured").orElseThrow().waits())
                .containsExactly("its component com.example.Unconfigured waits for its configuration, com.example.gpu");
    }

    @Test
    void whatOnlyAnotherFileCanMendIsTriedAgainWhenTheFileChanges() throws Exception {
        drop("fragment", "Fragment-Host", "com.example.host");
        assertThat(refusal("fragment")).contains("a fragment");
        await().atMost(PATIENCE).until(() -> Files.exists(note("fragment")));
        assertThat(note("fragment")).content().endsWith("It is tried again when the file changes.\n");
    }
}
