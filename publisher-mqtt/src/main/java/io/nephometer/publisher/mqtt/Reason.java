package io.nephometer.publisher.mqtt;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

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

    /** A broker ends a link when another client comes under its name, and tells neither of the two. */
    static String ofRivalry(Broker broker) {
        return "it accepts links and closes them soon after: probably another client uses the client id "
                + broker.clientId() + " too; each host needs its own: set client_id in "
                + broker.settings().file()
                + ", or another host in io.nephometer.agent.core.cfg (if none does, the broker's log says why)";
    }

    /** A broker ends a link on a message that it does not take, and gives no reason. */
    static String ofDrops(String clientId) {
        return "it closes links while messages are sent and gives no reason: either it does not take one of the messages"
                + " (its limit of size, or who may write to the topic), or a second program uses the client id "
                + clientId
                + "; the broker's log says which";
    }

    static String of(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof HandshakeException)) {
            root = root.getCause();
        }
        Optional<String> alert = TlsReason.ofAlert(root);
        if (alert.isPresent()) {
            return alert.get();
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
