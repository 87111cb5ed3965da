package io.nephometer.format.ceilometer;

import io.nephometer.format.json.value.JsonValueWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs metering messages in the same way as Ceilometer, using a secret shared with the receiver. This class is not
 * thread-safe.
 */
final class MessageSigner {

    private static final String FIELD = "message_signature";
    private static final String ALGORITHM = "HmacSHA256";

    /** The sort order that Python uses for text. Java sorts characters above U+FFFF differently. */
    private static final Comparator<String> BY_CODE_POINT = MessageSigner::compare;

    private final Mac mac;
    private Map<?, ?> lastMetadata;
    private String lastName;
    private byte[] lastBytes;

    /**
     * @param secret the secret shared with the receiver; as in Ceilometer, the signatures are empty if the secret is
     *     empty
     */
    MessageSigner(String secret) {
        try {
            mac = secret.isEmpty() ? null : Mac.getInstance(ALGORITHM);
            if (mac != null) {
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    String sign(Map<String, ?> message) {
        if (mac == null) {
            return "";
        }
        sorted(message).forEach((name, value) -> {
            if (value instanceof Map<?, ?> map) {
                mac.update(metadata(name, map));
            } else if (!name.equals(FIELD)) {
                mac.update(bytes(name));
                mac.update(bytes(PythonFormatter.str(value)));
            }
        });
        return HexFormat.of().formatHex(mac.doFinal());
    }

    /**
     * Returns the bytes that represent the metadata when a signature is computed. The last result is cached because a
     * resource's samples are adjacent and have the same metadata.
     */
    private byte[] metadata(String name, Map<?, ?> map) {
        if (map != lastMetadata || !name.equals(lastName)) {
            StringBuilder text = new StringBuilder();
            append(name + ":", map, text);
            lastMetadata = map;
            lastName = name;
            lastBytes = bytes(text.toString());
        }
        return lastBytes;
    }

    private static void append(String parent, Map<?, ?> map, StringBuilder text) {
        sorted(map).forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested) {
                append(parent + name + ":", nested, text);
            } else {
                text.append(parent).append(name).append(PythonFormatter.str(value));
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static SortedMap<String, Object> sorted(Map<?, ?> map) {
        SortedMap<String, Object> sorted = new TreeMap<>(BY_CODE_POINT);
        map.forEach((name, value) -> sorted.put(JsonValueWriter.replaceLoneSurrogates(String.valueOf(name)), value));
        return sorted;
    }

    private static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
                return pairs ? Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b)) : a - b;
            }
        }
        return one.length() - other.length();
    }
}
