package io.nephometer.publisher.mqtt.tls;

import io.nephometer.text.FileSetting;
import io.nephometer.text.RootCause;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks a broker's certificate as the Java runtime does, and explains to an operator why a certificate is not trusted.
 */
final class ExplainingTrustManager extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager delegate;
    private final Optional<FileSetting> ca;

    /**
     * @param ca the file that contains the certificates of the issuers that the delegate trusts; if absent, the
     *     delegate trusts the same issuers as the Java runtime
     */
    ExplainingTrustManager(X509ExtendedTrustManager delegate, Optional<FileSetting> ca) {
        this.delegate = delegate;
        this.ca = ca;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        try {
            delegate.checkServerTrusted(chain, type, socket);
        } catch (CertificateException e) {
            String host =
                    socket instanceof SSLSocket tls ? tls.getHandshakeSession().getPeerHost() : "this host";
            throw new CertificateException(why(chain, host, e));
        }
    }

    private String why(X509Certificate[] chain, String host, CertificateException e) {
        for (X509Certificate certificate : chain) {
            String subject = certificate == chain[0]
                    ? "its certificate"
                    : "the certificate of its issuer " + certificate.getSubjectX500Principal();
            try {
                certificate.checkValidity();
            } catch (CertificateExpiredException expired) {
                return subject + " expired on " + certificate.getNotAfter().toInstant();
            } catch (CertificateNotYetValidException early) {
                return subject + " is not valid before "
                        + certificate.getNotBefore().toInstant() + ": is the clock of this host right?";
            }
        }
        return e.getCause() == null // the delegate trusts the issuer, but the names differ
                ? "its certificate is for " + names(chain[0]) + " and not for " + host
                        + ": the URL must name the host as the certificate does"
                : "its certificate is not trusted: " + untrusted(chain, e);
    }

    private String untrusted(X509Certificate[] chain, CertificateException e) {
        Throwable root = RootCause.of(e);
        if (!String.valueOf(root.getMessage()).contains("valid certification path")) {
            return root.getMessage();
        }
        String issuer = "it is issued by " + chain[chain.length - 1].getIssuerX500Principal();
        return ca.map(file -> issuer + ", whose certificate is not in " + file)
                .orElse(issuer + ", which the Java runtime does not trust: set ca_file to the issuer's certificate");
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? "no host at all (it has no subjectAltName)"
                    : names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.joining(", "));
        } catch (CertificateException e) {
            return "unreadable names";
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        delegate.checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        delegate.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        delegate.checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        delegate.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        delegate.checkClientTrusted(chain, type, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return delegate.getAcceptedIssuers();
    }
}
