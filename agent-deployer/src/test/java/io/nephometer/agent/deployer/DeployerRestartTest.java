package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.EmptyFramework;
import io.nephometer.agent.core.view.JarStatus;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Tests that a deployer continues the work of a deployer that was closed. */
class DeployerRestartTest extends DeployerFixture {

    @Test
    void whatHangsInItsStartIsRefusedByTheNextDeployerToo() throws Exception {
        drop("hanging", "Bundle-ActivationPolicy", "lazy");
        awaitState("hanging", "active");
        deployer.close();
        bundle("hanging").stop();
        bundle("hanging").start(Bundle.START_ACTIVATION_POLICY); // remains in the state STARTING
        assertThat(bundle("hanging").getState()).isEqualTo(Bundle.STARTING);
        startDeployer();
        assertThat(refusal("hanging")).contains("has not finished");
        assertThat(note("hanging")).exists();
        assertThat(deployment("hanging").map(JarStatus::state)).contains("refused");
        bundle("hanging").start();
        awaitState("hanging", "active");
        assertThat(note("hanging")).doesNotExist();
    }

    /** Installs the bundles that remain when a deployer is closed while it replaces a jar. */
    private Bundle leftHalfReplaced() throws Exception {
        drop("disk");
        awaitState("disk", "active");
        deployer.close();
        Path jar = drop("disk", "Bundle-Version", "2.0.0");
        String sum = StagedJar.stage(jar, directory).sha256();
        return framework
                .context()
                .installBundle(
                        BundleLocation.of(jar, sum),
                        new ByteArrayInputStream(EmptyFramework.jar("disk", "Bundle-Version", "2.0.0")));
    }

    private void awaitOnlyVersion2() {
        await().atMost(PATIENCE)
                .until(
                        () -> bundles("disk").toList(),
                        all -> all.size() == 1
                                && all.get(0).getVersion().getMajor() == 2
                                && all.get(0).getState() == Bundle.ACTIVE);
        awaitState("disk", "active");
    }

    @Test
    void whatADeployerHasReplacedButNotRemovedIsRemovedByTheNextOne() throws Exception {
        Bundle next = leftHalfReplaced();
        next.start();
        startDeployer();
        awaitOnlyVersion2();
        assertThat(bundle("disk")).isEqualTo(next);
    }

    @Test
    void whatADeployerHasInstalledButNotStartedIsStartedByTheNextOne() throws Exception {
        leftHalfReplaced();
        startDeployer();
        awaitOnlyVersion2();
    }

    @Test
    void aDeployerThatIsClosedFinishesAReplacement() throws Exception {
        drop("disk");
        awaitState("disk", "active");
        mayRetire = new CountDownLatch(1);
        deployer.close();
        startDeployer();
        drop("disk", "Bundle-Version", "2.0.0");
        assertThat(retiring.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(deployer::close);
        mayRetire.countDown();
        closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(bundles("disk").toList()).singleElement().matches(disk -> disk.getState() == Bundle.ACTIVE);
    }

    @Test
    void aDeployerThatIsClosedAbandonsAReplacementThatIsStillChecked() throws Exception {
        drop("disk");
        awaitState("disk", "active");
        offers = bundle -> bundle.getVersion().getMajor() < 2; // so that the next version is checked for some seconds
        drop("disk", "Bundle-Version", "2.0.0");
        await().atMost(PATIENCE)
                .until(() -> bundles("disk")
                                .filter(disk -> disk.getState() == Bundle.ACTIVE)
                                .count()
                        == 2);
        deployer.close();
        assertThat(bundles("disk").toList())
                .singleElement()
                .matches(disk -> disk.getVersion().getMajor() < 2 && disk.getState() == Bundle.ACTIVE);
        offers = bundle -> true;
        startDeployer();
        awaitOnlyVersion2();
    }

    @Test
    void withoutAScratchDirectoryAJarWaitsUntilThereIsOne() throws Exception {
        deployer.close();
        Path scratch = directory.resolve("scratch");
        Files.deleteIfExists(scratch);
        Files.createFile(scratch); // so that the directory cannot be created
        startDeployer();
        drop("disk");
        assertThat(refusal("disk")).contains("scratch");
        Files.delete(scratch);
        awaitState("disk", "active");
        assertThat(note("disk")).doesNotExist();
    }
}
