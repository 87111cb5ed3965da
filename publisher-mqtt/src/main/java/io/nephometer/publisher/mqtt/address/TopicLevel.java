package io.nephometer.publisher.mqtt.address;

import java.nio.charset.StandardCharsets;

/** Converts any text to a topic level by percent-encoding all characters other than {@code A-Z a-z 0-9 _ . -}. */
public final class TopicLevel {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private TopicLevel() {}

    public static String escape(String text) {
        if (text.isEmpty()) {
            return "_"; // MQTT allows an empty level, but subscriptions that contain one are error-prone
        }
        if (text.chars().allMatch(TopicLevel::isPlain)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-';
    }
}
