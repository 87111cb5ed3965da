package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.agent.core.deploy.TrustedPlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests signature checks with keys and jars that the JDK's own keytool and jarsigner have created. */
class JarAuthenticityTest {

    @TempDir
    static Path directory;

    private static Path keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = directory.resolve("keys.p12");
        key("ours", "-ext", "bc:c");
        key("theirs", "-ext", "bc:c");
        key("engineer");
        keytool("-certreq", "-alias", "engineer", "-file", at("request"));
        keytool("-gencert", "-alias", "ours", "-infile", at("request"), "-outfile", at("engineer.cer"));
        keytool("-importcert", "-noprompt", "-alias", "engineer", "-file", at("engineer.cer"));
        keytool("-exportcert", "-rfc", "-alias", "ours", "-file", at("ours.pem"));
    }

    private static String at(String name) {
        return directory.resolve(name).toString();
    }

    private static void key(String alias, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-alias", alias, "-dname", "CN=" + alias));
        words.addAll(List.of(more));
        keytool(words.toArray(String[]::new));
    }

    private static void keytool(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("-keystore", keys.toString(), "-storepass", "secret"));
        line.addAll(0, List.of(words));
        run("keytool", line);
    }

    private static Path signed(Path jar, String alias) throws Exception {
        run("jarsigner", List.of("-keystore", keys.toString(), "-storepass", "secret", jar.toString(), alias));
        return jar;
    }

    private static void run(String tool, List<String> words) throws Exception {
        List<String> line = new ArrayList<>(words);
        line.add(0, Path.of(System.getProperty("java.home"), "bin", tool).toString());
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(line + ": " + output);
        }
    }

    private static Path jar(String name) throws IOException {
        Path jar = directory.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write("Manifest-Version: 1.0\n\n".getBytes());
            zip.putNextEntry(new ZipEntry("a/Code.class"));
            zip.write(1);
        }
        return jar;
    }

    private static Path withMore(Path jar, String name) throws IOException {
        Path more = directory.resolve(name);
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(more))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry("a/Planted.class"));
        }
        return more;
    }

    private static void check(TrustedPlugins trust, Path jar) throws Exception {
        StagedJar staged = StagedJar.stage(jar, directory);
        try {
            JarAuthenticity.check(staged, trust);
        } finally {
            staged.discard();
        }
    }

    private static final class By {
        private By() {}

        static TrustedPlugins certificate(String file) {
            return new TrustedPlugins(Optional.empty(), Optional.of(directory.resolve(file)), Optional.empty());
        }

        static TrustedPlugins sums(String file) {
            return new TrustedPlugins(Optional.of(directory.resolve(file)), Optional.empty(), Optional.empty());
        }
    }

    private static void isRefused(TrustedPlugins trust, Path jar, String why) {
        assertThatThrownBy(() -> check(trust, jar))
                .isInstanceOf(RefusedJarException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNotSignedOrByOthersIsRefused() throws Exception {
        TrustedPlugins ours = By.certificate("ours.pem");
        isRefused(ours, jar("plain.jar"), "'a/Code.class' is not signed by CN=ours");
        isRefused(ours, signed(jar("theirs.jar"), "theirs"), "is not signed by CN=ours");
        isRefused(ours, withMore(signed(jar("signed.jar"), "ours"), "more.jar"), "'a/Planted.class' is not signed");
    }

    @Test
    void whatTheCertificatesOwnerSignedOrSomebodyHeVouchesForIsTaken() throws Exception {
        TrustedPlugins ours = By.certificate("ours.pem");
        assertThatCode(() -> check(ours, signed(jar("ours.jar"), "ours"))).doesNotThrowAnyException();
        assertThatCode(() -> check(ours, signed(jar("engineer.jar"), "engineer")))
                .doesNotThrowAnyException();
    }

    @Test
    void withoutItsFileNothingIsTaken() throws Exception {
        isRefused(By.certificate("nowhere.pem"), jar("a.jar"), "nowhere.pem cannot be read: there is no such file");
        isRefused(By.sums("nowhere.txt"), jar("a.jar"), "nowhere.txt cannot be read: there is no such file");
    }

    @Test
    void onlyWhatIsInTheListOfSumsIsTaken() throws Exception {
        Path jar = jar("listed.jar");
        String sum = StagedJar.stage(jar, directory).sha256();
        Files.writeString(directory.resolve("sums.txt"), sum.toUpperCase() + "  deploy/listed.jar\n");
        assertThatCode(() -> check(By.sums("sums.txt"), jar)).doesNotThrowAnyException();
        isRefused(By.sums("sums.txt"), withMore(jar, "other.jar"), "is not in " + directory.resolve("sums.txt"));
    }

    @Test
    @Timeout(60)
    void aPipeInThePlaceOfTheSumsOrTheCertificateIsRefusedAtOnce() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", at("pipe")).start().waitFor()).isZero();
        isRefused(By.certificate("pipe"), jar("b.jar"), "it is a pipe, a socket or a device");
        isRefused(By.sums("pipe"), jar("b.jar"), "it is a pipe, a socket or a device");
    }
}
