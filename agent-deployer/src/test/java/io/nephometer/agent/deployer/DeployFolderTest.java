package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {

    @TempDir
    Path path;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(path.resolve(name), text);
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorAndNotAnEmptyOne() {
        DeployFolder folder = new DeployFolder(path.resolve("nowhere"));
        assertThatThrownBy(() -> folder.scan(List.of("a.jar"))).isInstanceOf(IOException.class);
    }

    @Test
    void aPipeInPlaceOfTheFolderIsAnErrorAndIsNotOpened() throws Exception {
        Path pipe = path.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        DeployFolder folder = new DeployFolder(pipe);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertThatThrownBy(() -> folder.scan(List.of("a.jar")))
                .isInstanceOf(NotDirectoryException.class));
    }

    @Test
    void aFileThatGrowsOrIsReplacedIsNotThereYet() throws IOException {
        DeployFolder folder = new DeployFolder(path);
        Path jar = write("a.jar", "1");
        assertThat(folder.scan(List.of()).jars()).isEmpty();
        Files.writeString(jar, "2", StandardOpenOption.APPEND);
        assertThat(folder.scan(List.of()).jars()).isEmpty();
        Files.move(write("b", "12"), jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(folder.scan(List.of()).jars()).isEmpty();
        assertThat(folder.scan(List.of()).jars()).containsOnlyKeys("a.jar");
    }

    @Test
    void aFileHasGoneWhenTwoLooksDidNotFindIt() throws IOException {
        DeployFolder folder = new DeployFolder(path);
        assertThat(folder.scan(List.of("a.jar")).removed()).isEmpty();
        Path jar = write("a.jar", "");
        assertThat(folder.scan(List.of("a.jar")).removed()).isEmpty();
        Files.delete(jar);
        assertThat(folder.scan(List.of("a.jar")).removed()).isEmpty();
        assertThat(folder.scan(List.of("a.jar")).removed()).containsExactly("a.jar");
    }

    @Test
    void whatIsHiddenOrNoJarIsNotLookedAt() throws IOException {
        DeployFolder folder = new DeployFolder(path);
        write(".a.jar", "");
        write("a.jar.part", "");
        write("a.txt", "");
        folder.begin();
        assertThat(folder.scan(List.of()).jars()).isEmpty();
    }

    @Test
    void aChangeOfRightsIsAChange() throws IOException {
        DeployFolder folder = new DeployFolder(path);
        Path jar = write("a.jar", "");
        folder.begin();
        FileFingerprint before = folder.scan(List.of()).jars().get("a.jar");
        Files.setPosixFilePermissions(jar, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        folder.begin();
        assertThat(folder.scan(List.of()).jars().get("a.jar")).isNotEqualTo(before);
    }
}
