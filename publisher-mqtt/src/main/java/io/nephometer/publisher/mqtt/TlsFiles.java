package io.nephometer.publisher.mqtt;

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

/**
 * Whom a client trusts and what it proves itself with.
 *
 * @param ca absent: whom the Java runtime trusts
 * @param key of the certificate, present where that is
 */
record TlsFiles(Optional<SettingFile> ca, Optional<SettingFile> certificate, Optional<SettingFile> key) {

    private static final char[] NO_PASSWORD = {};

    /** Makes connections with what the files hold now. */
    SSLSocketFactory sockets() throws IOException {
        List<X509Certificate> trusted = ca.isPresent() ? Pem.certificates(ca.get()) : List.of();
        KeyStore own = certificate.isPresent() ? own(certificate.get(), key.orElseThrow()) : null;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(own), new TrustManager[] {trust(trusted)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not possible: " + e.getMessage(), e);
        }
    }

    private static KeyStore own(SettingFile certificateFile, SettingFile keyFile) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificateFile);
        KeyStore own = emptyStore();
        try {
            own.setKeyEntry(
                    "client",
                    Pem.key(keyFile, certificateFile, chain.get(0)),
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

    private TrustManager trust(List<X509Certificate> trusted) throws GeneralSecurityException, IOException {
        KeyStore store = null; // the runtime's own
        if (ca.isPresent()) {
            store = emptyStore();
            for (X509Certificate certificate : trusted) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return new Trust((X509ExtendedTrustManager) trust.getTrustManagers()[0], ca);
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
