package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why TLS failed, in an operator's words. */
public final class TlsErrors {

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    private TlsErrors() {}

    /** Why a handshake did not come to its end. */
    public static String handshake(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return cause.getMessage(); // as Trust tells it
            }
        }
        Optional<String> alert = alert(e);
        if (alert.isPresent()) {
            return alert.get();
        }
        return e instanceof SSLException && String.valueOf(e.getMessage()).contains("SSL message")
                ? "what listens there does not speak TLS: is it the broker's plain port, for mqtt://?"
                : "the connection was closed in the midst of the TLS handshake: does the broker speak TLS on this port,"
                        + " in version 1.2 or 1.3?";
    }

    /** What the other end said before it closed; with TLS 1.3 it may say so only after the handshake. */
    public static Optional<String> alert(Throwable e) {
        Matcher matcher = ALERT.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? Optional.of(words(matcher.group(1))) : Optional.empty();
    }

    private static String words(String alert) {
        return switch (alert) {
            case "certificate_required" ->
                "the broker wants a client certificate: set cert_file and key_file to one that it knows";
            case "handshake_failure" ->
                "the broker refuses the TLS handshake: either it wants a client certificate (set cert_file and key_file)"
                        + " or it has no cipher in common with this host";
            case "certificate_expired" -> "the broker says that the client certificate in cert_file has expired";
            case "certificate_revoked" -> "the broker says that the client certificate in cert_file is revoked";
            case "unknown_ca" -> "the broker does not know who issued the client certificate in cert_file";
            case "bad_certificate", "certificate_unknown", "unsupported_certificate", "access_denied" ->
                "the broker does not accept the client certificate in cert_file, if it has been shown one (" + alert
                        + ")";
            case "protocol_version" -> "the broker speaks neither TLS 1.2 nor 1.3, and older is not safe";
            default -> "the broker refuses the TLS connection: " + alert;
        };
    }
}
