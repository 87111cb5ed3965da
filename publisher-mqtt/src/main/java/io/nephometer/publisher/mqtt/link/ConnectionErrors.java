package io.nephometer.publisher.mqtt.link;

import io.nephometer.publisher.mqtt.tls.HandshakeException;
import io.nephometer.publisher.mqtt.tls.TlsErrors;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** Explains to an operator why a broker refused a connection or why a connection ended. */
final class ConnectionErrors {

    private ConnectionErrors() {}

    /** Returns the meaning of the return code in a CONNACK packet. */
    static String refusal(int code, String clientId) {
        return switch (code) {
            case 1 -> "the broker does not speak MQTT 3.1.1";
            case 2 -> "the broker does not accept the client id " + clientId;
            case 3 -> "the broker is not available now";
            case 4 -> "the broker does not accept username and password";
            case 5 -> "the broker does not authorize this client: are username and password_file right?";
            default -> "the broker refuses the connection with code " + code + mqtt5Meaning(code);
        };
    }

    /**
     * Returns the meaning of an MQTT 5 reason code, or an empty string if the code is unknown. Some brokers send MQTT 5
     * reason codes even to MQTT 3.1.1 clients.
     */
    private static String mqtt5Meaning(int code) {
        String meaning =
                switch (code) {
                    case 128 -> "unspecified error: the broker's log says more";
                    case 129 -> "malformed packet";
                    case 130 -> "protocol error";
                    case 131 -> "implementation specific error: the broker's log says more";
                    case 132 -> "unsupported protocol version: the broker does not speak MQTT 3.1.1";
                    case 133 -> "client identifier not valid: see client_id";
                    case 134 -> "bad user name or password: are username and password_file right?";
                    case 135 -> "not authorized: are username and password_file right?";
                    case 136 -> "server unavailable";
                    case 137 -> "server busy";
                    case 138 -> "banned: the broker's operator has locked this client out";
                    case 140 -> "bad authentication method";
                    case 144 -> "topic name invalid";
                    case 149 -> "packet too large";
                    case 151 -> "quota exceeded";
                    case 154 -> "retain not supported";
                    case 155 -> "QoS not supported: see qos= in the URL";
                    case 156, 157 -> "use another server: name it in the URL";
                    case 159 -> "connection rate exceeded";
                    default -> "";
                };
        return meaning.isEmpty() ? "" : ", of MQTT 5: " + meaning;
    }

    /**
     * Explains why idle links are repeatedly dropped. A broker closes a link when another client connects with the same
     * ID, but does not inform either client of the conflict.
     */
    static String rivalry(ConnectionParameters broker) {
        return "it accepts links and closes them soon after: probably another client uses the client id "
                + broker.clientId() + " too; each host needs its own: set client_id in "
                + broker.settings().file()
                + ", or another host in io.nephometer.agent.core.cfg (if none does, the broker's log says why)";
    }

    /**
     * Explains why busy links are repeatedly dropped. A broker that does not accept a message closes the link without
     * giving a reason.
     */
    static String drops(String clientId) {
        return "it closes links while messages are sent and gives no reason: either it does not accept one of the messages"
                + " (too large, or the topic is not allowed), or a second program uses the client id "
                + clientId
                + "; the broker's log says which";
    }

    /** Describes a failure's root cause in terms that an operator can understand. */
    static String describe(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof HandshakeException)) {
            root = root.getCause();
        }
        Optional<String> alert = TlsErrors.alert(root);
        if (alert.isPresent()) {
            return alert.get();
        } else if (root instanceof EOFException) {
            return "the connection was closed at the other end";
        } else if (root instanceof UnknownHostException) {
            return "unknown host";
        } else if (root instanceof SocketTimeoutException) {
            return "no answer";
        }
        return uncapitalized(root);
    }

    private static String uncapitalized(Throwable root) {
        String text = root.getMessage();
        if (text == null || text.isBlank()) {
            return root.getClass().getSimpleName();
        }
        boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return acronym ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
