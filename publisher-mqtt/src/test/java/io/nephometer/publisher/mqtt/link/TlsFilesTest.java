package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.settings.SettingsFixtures;
import io.nephometer.publisher.mqtt.tls.CertificateAuthority;
import io.nephometer.publisher.mqtt.tls.IssuedCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {

    private static final String CONVERTED = "openssl pkcs8 -topk8 -nocrypt -in %s -out %s.pk8";

    @TempDir
    private static Path folder;

    private static Path ca;
    private static Path certificate;
    private static Path key;
    private static Path otherKey;

    @BeforeAll
    static void make() throws Exception {
        CertificateAuthority authority = new CertificateAuthority(folder, "ca");
        IssuedCertificate client = authority.issue("dns:client");
        ca = authority.file();
        certificate = client.file();
        key = client.key();
        otherKey = authority.issue("dns:other", "-keyalg", "RSA").key();
    }

    @Test
    void aFileThatIsMissingIsNamedWithItsSetting() {
        Path none = folder.resolve("absent");
        refused("ca_file " + none + " does not exist", "ca_file=" + none);
        refused("cert_file " + none + " does not exist", "cert_file=" + none, "key_file=" + key);
        refused("key_file " + none + " does not exist", "cert_file=" + certificate, "key_file=" + none);
    }

    @Test
    void whatIsNotACertificateIsReportedWithTheWayToMakeOne() throws IOException {
        Path der = Files.write(folder.resolve("der"), Base64.getDecoder().decode("MIIB/w=="));
        refused(
                "ca_file " + der + " has no certificate in PEM (-----BEGIN CERTIFICATE-----); convert DER with"
                        + " openssl x509 -inform der -in " + der + " -out " + der + ".pem",
                "ca_file=" + der);
        Path damaged = IssuedCertificate.pem(folder.resolve("damaged"), "CERTIFICATE", new byte[100]);
        refused(
                "ca_file " + damaged + " has a damaged certificate: copy it again from where it was made",
                "ca_file=" + damaged);
        Path garbled = Files.writeString(
                folder.resolve("garbled"), Files.readString(ca).replaceFirst("M", "*"));
        refused("ca_file " + garbled + " is damaged: its CERTIFICATE is not Base64", "ca_file=" + garbled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--"})
    void aKeyThatOthersMayReadIsRefusedWithWhatToType(String mode) throws IOException {
        Path open = Files.copy(key, folder.resolve("open" + mode));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
        refused(
                "key_file " + open + " is open to others than its owner: chmod 600 " + open,
                "cert_file=" + certificate,
                "key_file=" + open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY"})
    void aKeyOfAnOldFormIsRefusedWithWhatToType(String label) throws IOException {
        Path old = owned(IssuedCertificate.pem(folder.resolve(label.replace(' ', '-')), label, new byte[100]));
        refusedKey(old, " is not PKCS#8: " + CONVERTED.formatted(old, old));
    }

    @Test
    void aKeyThatIsEncryptedIsRefusedWithWhatToType() throws IOException {
        Path encrypted =
                owned(IssuedCertificate.pem(folder.resolve("encrypted"), "ENCRYPTED PRIVATE KEY", new byte[100]));
        refusedKey(
                encrypted,
                " is encrypted, and the agent has no password for it: " + CONVERTED.formatted(encrypted, encrypted));
    }

    @Test
    void aFileWithoutAKeyIsRefused() throws IOException {
        Path none = owned(Files.copy(ca, folder.resolve("none")));
        refusedKey(
                none,
                " has no key in PEM (-----BEGIN PRIVATE KEY-----); convert DER with"
                        + " openssl pkcs8 -topk8 -nocrypt -inform der -in " + none + " -out " + none + ".pem");
    }

    @Test
    void aKeyThatDoesNotFitTheCertificateIsRefused() throws Exception {
        String why = " is not the key of the first certificate in cert_file " + certificate
                + ": both must be of one pair, RSA or EC, and the client's own certificate must stand first";
        refusedKey(otherKey, why);
        refusedKey(new CertificateAuthority(folder, "third").issue("dns:x").key(), why);
        refusedKey(owned(IssuedCertificate.pem(folder.resolve("noise"), "PRIVATE KEY", new byte[100])), why);
    }

    @Test
    void aChainAndAKeyMayShareAFileAndSeveralAuthoritiesMayBeTrusted() throws IOException {
        Path bundle = Files.writeString(
                folder.resolve("bundle"),
                "subject=a: b-c\n" + Files.readString(certificate) + Files.readString(ca) + Files.readString(key));
        owned(bundle);
        assertThatCode(() -> open("ca_file=" + bundle, "cert_file=" + bundle, "key_file=" + bundle))
                .doesNotThrowAnyException();
    }

    private static Path owned(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void refusedKey(Path file, String why) {
        refused("key_file " + file + why, "cert_file=" + certificate, "key_file=" + file);
    }

    private static void refused(String message, String... settings) {
        assertThatIOException()
                .isThrownBy(() -> open(settings))
                .withMessage("io.nephometer.publisher.mqtt.cfg: " + message);
    }

    private static void open(String... settings) throws IOException {
        ConnectionParameters.of(
                MqttUrl.parse(URI.create("mqtts://broker.example")), "client", SettingsFixtures.settings(settings));
    }
}
