package io.nephometer.publisher.mqtt.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** Issues certificates with the keytool of the JDK. */
public final class CertificateAuthority {

    static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final String name;
    private int issued;

    public CertificateAuthority(Path folder, String name) throws Exception {
        this.folder = folder;
        this.name = name;
        keytool(name, "-ext", "bc:c", "-dname", "CN=" + name);
    }

    /** Returns a file with its own certificate. */
    public Path file() throws Exception {
        return IssuedCertificate.pem(folder.resolve(name + ".pem"), "CERTIFICATE", store().getCertificate(name));
    }

    /**
     * @param subject for example {@code ip:127.0.0.1} or {@code dns:broker.example}
     * @param more arguments of keytool
     */
    public IssuedCertificate issue(String subject, String... more) throws Exception {
        String alias = name + "-" + ++issued;
        List<String> arguments = new ArrayList<>(List.of(
                "-signer", name, "-signerkeypass", "changeit", "-dname", "CN=" + alias, "-ext", "san=" + subject));
        arguments.addAll(List.of(more));
        keytool(alias, arguments.toArray(String[]::new));
        return new IssuedCertificate(folder, store(), alias);
    }

    private KeyStore store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private void keytool(String alias, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keystore",
                folder.resolve(name + ".p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit"));
        if (!List.of(arguments).contains("-keyalg")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        command.addAll(List.of(arguments));
        Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(made.getInputStream().readAllBytes());
        assertThat(made.waitFor()).as(said).isZero();
    }
}
