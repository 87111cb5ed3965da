package io.nephometer.it.lab;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One packet of MQTT 3.1.1, as it is on the wire. */
public record MqttPacket(byte[] bytes) {

    static final int CONNECT = 1;
    static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;

    /** Reads the next one; throws an {@link EOFException} at the end. */
    static MqttPacket read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(octet(in));
        int length = 0;
        int shift = 0;
        int octet;
        do {
            octet = octet(in);
            head.write(octet);
            length |= (octet & 0x7F) << shift;
            shift += 7;
        } while (octet > 0x7F);
        byte[] all = Arrays.copyOf(head.toByteArray(), head.size() + length);
        if (in.readNBytes(all, head.size(), length) < length) {
            throw new EOFException();
        }
        return new MqttPacket(all);
    }

    private static int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException();
        }
        return octet;
    }

    private static MqttPacket of(int head, ByteArrayOutputStream rest) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head);
        all.write(rest.size()); // less than 128
        all.writeBytes(rest.toByteArray());
        return new MqttPacket(all.toByteArray());
    }

    /** With a clean session and no keep-alive. */
    static MqttPacket connect(String clientId) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(rest);
        out.writeUTF("MQTT");
        out.write(4);
        out.write(2);
        out.writeShort(0);
        out.writeUTF(clientId);
        return of(CONNECT << 4, rest);
    }

    /** With QoS 1. */
    static MqttPacket subscribe(String filter) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(rest);
        out.writeShort(1);
        out.writeUTF(filter);
        out.write(1);
        return of(SUBSCRIBE << 4 | 2, rest);
    }

    /** Of this PUBLISH. */
    MqttPacket acknowledgement() {
        int id = id();
        return new MqttPacket(new byte[] {PUBACK << 4, 2, (byte) (id >> 8), (byte) id});
    }

    /** Of a PUBLISH with QoS 1, or a PUBACK. */
    int id() {
        return number(type() == PUBLISH ? head() + 2 + number(head()) : head());
    }

    public int type() {
        return bytes[0] >> 4 & 0xF;
    }

    int qos() {
        return bytes[0] >> 1 & 3;
    }

    private int head() {
        int at = 1;
        while (bytes[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private int number(int at) {
        return ByteBuffer.wrap(bytes).getShort(at) & 0xFFFF;
    }

    /** Of a PUBLISH. */
    String topic() {
        return new String(bytes, head() + 2, number(head()), StandardCharsets.UTF_8);
    }

    /** Of a PUBLISH. */
    byte[] payload() {
        return Arrays.copyOfRange(bytes, head() + 2 + number(head()) + (qos() > 0 ? 2 : 0), bytes.length);
    }
}
