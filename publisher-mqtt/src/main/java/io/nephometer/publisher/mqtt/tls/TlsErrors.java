package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Explains to an operator why a TLS connection failed. */
public final class TlsErrors {

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    private TlsErrors() {}

    /** Returns the reason why a TLS handshake failed. */
    public static String handshake(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return cause.getMessage(); // the text of ExplainingTrustManager
            }
        }
        Optional<String> alert = alert(e);
        if (alert.isPresent()) {
            return alert.get();
        }
        return e instanceof SSLException && String.valueOf(e.getMessage()).contains("SSL message")
                ? "what listens there does not speak TLS: is it the broker's plain port, for mqtt://?"
                : "the connection was closed during the TLS handshake: does the broker speak TLS on this port,"
                        + " in version 1.2 or 1.3?";
    }

    /**
     * Returns the meaning of a TLS alert that the other end sent, or an empty result if there was no alert. With TLS
     * 1.3, an alert may arrive after the handshake.
     */
    public static Optional<String> alert(Throwable e) {
        Matcher matcher = ALERT.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? Optional.of(words(matcher.group(1))) : Optional.empty();
    }

    private static String words(String alert) {
        return switch (alert) {
            case "certificate_required" ->
                "the broker requires a client certificate: set cert_file and key_file to one that it accepts";
            case "handshake_failure" ->
                "the broker refuses the TLS handshake: either it requires a client certificate (set cert_file and key_file)"
                        + " or it has no cipher in common with this host";
            case "certificate_expired" -> "the broker reports that the client certificate in cert_file has expired";
            case "certificate_revoked" -> "the broker reports that the client certificate in cert_file is revoked";
            case "unknown_ca" -> "the broker does not trust the issuer of the client certificate in cert_file";
            case "bad_certificate", "certificate_unknown", "unsupported_certificate", "access_denied" ->
                "the broker does not accept the client certificate in cert_file, if it got one (" + alert + ")";
            case "protocol_version" -> "the broker speaks neither TLS 1.2 nor 1.3; older versions are not safe";
            default -> "the broker refuses the TLS connection: " + alert;
        };
    }
}
