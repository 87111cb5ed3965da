package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate with its key, as files and as a key store. */
public record IssuedCertificate(Path folder, KeyStore store, String alias) {

    public Path file() throws Exception {
        return pem(folder.resolve(alias + ".pem"), "CERTIFICATE", store.getCertificate(alias));
    }

    /** Returns the PKCS#8 key file, which only the owner may read. */
    public Path key() throws Exception {
        Key key = store.getKey(alias, CertificateAuthority.PASSWORD);
        Path file = pem(folder.resolve(alias + ".key"), "PRIVATE KEY", key.getEncoded());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Returns the settings of a mosquitto with this certificate. */
    public String[] settings() throws Exception {
        return new String[] {"allow_anonymous true", "certfile " + file(), "keyfile " + key()};
    }

    /** Returns the TLS context of a server with this certificate. */
    public SSLContext context() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore alone = KeyStore.getInstance("PKCS12");
        alone.load(null, null);
        alone.setKeyEntry(
                alias,
                store.getKey(alias, CertificateAuthority.PASSWORD),
                CertificateAuthority.PASSWORD,
                store.getCertificateChain(alias));
        keys.init(alone, CertificateAuthority.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public static Path pem(Path file, String label, java.security.cert.Certificate certificate) throws Exception {
        return pem(file, label, certificate.getEncoded());
    }

    public static Path pem(Path file, String label, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }
}
