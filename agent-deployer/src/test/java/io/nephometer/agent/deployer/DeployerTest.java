package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.view.JarStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tests how the deployer reacts to changes to its folder and to operations on its bundles in the shell. */
class DeployerTest extends DeployerFixture {
    /** Starts a library and a bundle that uses its package, and then deletes the library, which stops that bundle. */
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
        assertThat(deployment("needy").flatMap(JarStatus::bundle)).isEmpty();
        assertThat(note("needy"))
                .content()
                .contains("com.example.library")
                .contains("No version of it runs.")
                .contains("tried again when the file changes, and when other bundles come or go.");
        drop("library", "Export-Package", "com.example.library");
        awaitState("needy", "active");
        assertThat(deployment("needy").flatMap(JarStatus::refused)).isEmpty();
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
        assertThat(deployment("needy").map(JarStatus::state)).contains("stopped");
        assertThat(deployment("needy").flatMap(JarStatus::refused)).isEmpty();
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
        assertThat(deployment("disk").flatMap(JarStatus::refused)).isEmpty();
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
        assertThat(deployment("stopped").map(JarStatus::state)).contains("stopped");
        assertThat(deployment("uninstalled").map(JarStatus::state)).contains("uninstalled");
        drop("stopped", "Bundle-Version", "2.0.0");
        drop("uninstalled", "Bundle-Version", "2.0.0");
        awaitState("stopped", "active");
        awaitState("uninstalled", "active");
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
