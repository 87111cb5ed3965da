package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedJarTest {

    private static final String BUNDLE =
            "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: com.example.a;singleton:=true\n";

    @TempDir
    Path directory;

    /**
     * Creates a jar whose entries are given as {@code name, content, name, content, …}. The entries are stored
     * uncompressed, so that a test can find and damage their bytes.
     */
    private Path jar(String... entries) throws IOException {
        Path jar = directory.resolve("a.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i < entries.length; i += 2) {
                byte[] content = entries[i + 1].getBytes(StandardCharsets.UTF_8);
                ZipEntry entry = new ZipEntry(entries[i]);
                CRC32 sum = new CRC32();
                sum.update(content);
                entry.setCrc(sum.getValue());
                entry.setSize(content.length);
                zip.putNextEntry(entry);
                zip.write(content);
            }
        }
        return jar;
    }

    private StagedJar.Identity verify(Path file) throws IOException, RefusedJarException {
        StagedJar jar = StagedJar.stage(file, directory);
        try {
            return jar.verify();
        } finally {
            jar.discard();
        }
    }

    private void isRefused(Path file, String why) {
        assertThatThrownBy(() -> verify(file))
                .isInstanceOf(RefusedJarException.class)
                .hasMessageContaining(why);
        assertThat(directory).isDirectoryNotContaining("glob:**/plugin-*");
    }

    private void isRefused(String why, String... entries) throws IOException {
        isRefused(jar(entries), why);
    }

    @Test
    void aCopyThatWasCutAnywhereIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(jar("META-INF/MANIFEST.MF", BUNDLE + "\n", "a", "content"));
        for (int length = 0; length < whole.length; length += 7) {
            isRefused(Files.write(directory.resolve("cut.jar"), Arrays.copyOf(whole, length)), "it is not a ");
        }
    }

    @Test
    void aByteThatFlippedIsFound() throws Exception {
        byte[] bytes = Files.readAllBytes(jar("META-INF/MANIFEST.MF", BUNDLE + "\n", "a", "content"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("content")] ^= 1;
        isRefused(Files.write(directory.resolve("flipped.jar"), bytes), "its entry 'a' is damaged");
    }

    @Test
    void whatIsNoBundleIsRefusedWithWhatItLacks() throws Exception {
        isRefused("it has no META-INF/MANIFEST.MF", "a", "");
        isRefused("Bundle-SymbolicName", "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n\n");
        isRefused("Bundle-Version is not valid", "META-INF/MANIFEST.MF", BUNDLE + "Bundle-Version: one\n\n");
        isRefused("fragment", "META-INF/MANIFEST.MF", BUNDLE + "Fragment-Host: io.nephometer.agent.core\n\n");
        isRefused("cannot be read", "META-INF/MANIFEST.MF", "no colon\n\n");
    }

    @Test
    void namesThatLeadOutOfTheJarAreRefused() throws Exception {
        for (String name : new String[] {"../a", "a/../../b", "/etc/passwd", "a\\..\\b", ".."}) {
            isRefused("would lie outside", name, "");
        }
    }

    @Test
    void tooManyEntriesAreRefused() throws Exception {
        String[] entries = new String[2 * 5_001];
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = "e" + i;
            entries[i + 1] = "";
        }
        isRefused("more than 5000 entries", entries);
    }

    @Test
    void aSoundBundleSaysItsNameAndVersion() throws Exception {
        assertThat(verify(jar("META-INF/MANIFEST.MF", BUNDLE + "Bundle-Version: 1.2.3\n\n", "a..b", "fine")))
                .hasToString("com.example.a 1.2.3");
        assertThat(verify(jar("META-INF/MANIFEST.MF", BUNDLE + "\n"))).hasToString("com.example.a 0.0.0");
    }
}
