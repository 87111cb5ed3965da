package io.nephometer.publisher.mqtt.tls;

import io.nephometer.publisher.mqtt.settings.TlsFiles;
import io.nephometer.text.FileSetting;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Creates factories for TLS connections from the current contents of a client's certificate and key files. */
public final class TlsSockets {

    private static final char[] NO_PASSWORD = {};

    private TlsSockets() {}

    /**
     * Reads the files and returns a factory for connections to brokers that the client trusts.
     *
     * @throws IOException if a file cannot be read or does not contain what its setting requires
     */
    public static SSLSocketFactory factory(TlsFiles files) throws IOException {
        List<X509Certificate> trusted =
                files.ca().isPresent() ? PemReader.certificates(files.ca().get()) : List.of();
        KeyStore own = files.certificate().isPresent()
                ? own(files.certificate().get(), files.key().orElseThrow())
                : null;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(own), new TrustManager[] {trust(files.ca(), trusted)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not possible: " + e.getMessage(), e);
        }
    }

    private static KeyStore own(FileSetting certificateFile, FileSetting keyFile) throws IOException {
        List<X509Certificate> chain = PemReader.certificates(certificateFile);
        KeyStore own = emptyStore();
        try {
            own.setKeyEntry(
                    "client",
                    PemReader.key(keyFile, certificateFile, chain.get(0)),
                    NO_PASSWORD,
                    chain.toArray(Certificate[]::new));
            return own;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificateFile + " is not a chain of certificates: the client's own first,"
                    + " then each issuer's: " + e.getMessage());
        }
    }

    private static KeyManager[] keys(KeyStore own) throws GeneralSecurityException {
        if (own == null) {
            return new KeyManager[0];
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static TrustManager trust(Optional<FileSetting> ca, List<X509Certificate> trusted)
            throws GeneralSecurityException, IOException {
        KeyStore store = null; // null selects the trust store of the Java runtime
        if (ca.isPresent()) {
            store = emptyStore();
            for (X509Certificate certificate : trusted) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return new ExplainingTrustManager((X509ExtendedTrustManager) trust.getTrustManagers()[0], ca);
    }

    private static KeyStore emptyStore() throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not possible: " + e.getMessage(), e);
        }
    }
}
