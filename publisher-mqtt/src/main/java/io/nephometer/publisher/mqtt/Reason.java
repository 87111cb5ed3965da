package io.nephometer.publisher.mqtt;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;

/** Why a connection was refused or has ended, in an operator's words. */
final class Reason {

    private Reason() {}

    /** What a broker says by the return code of its CONNACK. */
    static String ofRefusal(int code, String clientId) {
        return switch (code) {
            case 1 -> "the broker does not speak MQTT 3.1.1";
            case 2 -> "the broker does not accept the client id " + clientId;
            case 3 -> "the broker is not available now";
            case 4 -> "the broker does not accept username and password";
            case 5 -> "the broker does not authorise this client: are username and password_file right?";
            default -> "the broker refuses the connection with code " + code;
        };
    }

    static String of(Throwable cause) {
        boolean certificate = false;
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
            certificate |= root instanceof CertificateException;
        }
        if (certificate) {
            return "its certificate is not trusted: " + uncapped(root);
        } else if (root instanceof EOFException) {
            return "the connection was closed at the other end";
        } else if (root instanceof UnknownHostException) {
            return "unknown host";
        } else if (root instanceof SocketTimeoutException) {
            return "no answer";
        }
        return uncapped(root);
    }

    private static String uncapped(Throwable root) {
        String text = root.getMessage();
        if (text == null || text.isBlank()) {
            return root.getClass().getSimpleName();
        }
        boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return acronym ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
