package io.nephometer.agent.core.spool.file;

import io.nephometer.api.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Encodes and decodes batches in their on-disk format. A batch consists of the header
 * {@code "NPHB" version:u8 0:u24 first:u64 written:u64(ms) count:u32 length:u32 crc32c:u32}, followed by
 * {@code samples:u32 topic:u16+UTF-8 payload:u32+bytes} for each message. The checksum covers all bytes except the
 * checksum itself.
 */
public final class BatchCodec {

    private static final int MAGIC = 0x4e504842;
    private static final int VERSION = 1 << 24;
    private static final int HEADER = 36;
    private static final int CRC_AT = 32;

    private static final int MAX_BYTES = 512 << 10; // large enough for few frames, small enough to copy in memory

    private BatchCodec() {}

    /** Splits messages into groups of limited size without changing their order. */
    public static List<List<Message>> split(List<Message> messages) {
        List<List<Message>> frames = new ArrayList<>();
        long bytes = MAX_BYTES;
        for (Message message : messages) {
            bytes += message.payload().length;
            if (frames.isEmpty() || bytes > MAX_BYTES) {
                frames.add(new ArrayList<>());
                bytes = message.payload().length;
            }
            frames.get(frames.size() - 1).add(message);
        }
        return frames;
    }

    /** Returns a frame that contains the given messages. The first message has the given number. */
    public static ByteBuffer encode(long first, long millis, List<Message> messages) {
        List<byte[]> topics = messages.stream()
                .map(message -> message.topic().getBytes(StandardCharsets.UTF_8))
                .toList();
        int length = 0;
        for (int i = 0; i < topics.size(); i++) {
            length = Math.addExact(
                    length, 10 + topics.get(i).length + messages.get(i).payload().length);
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
        frame.putInt(MAGIC).putInt(VERSION).putLong(first).putLong(millis);
        frame.putInt(messages.size()).putInt(length).putInt(0);
        for (int i = 0; i < topics.size(); i++) {
            byte[] payload = messages.get(i).payload();
            frame.putInt(messages.get(i).samples());
            frame.putShort((short) topics.get(i).length).put(topics.get(i));
            frame.putInt(payload.length).put(payload);
        }
        frame.flip().putInt(CRC_AT, checksum(frame));
        return frame;
    }

    /** @throws DamagedBatchException if the frame is not intact or its first message does not have the given number */
    public static List<Message> decode(ByteBuffer frame, long first) throws DamagedBatchException {
        if (frame.limit() < HEADER || frame.getInt(0) != MAGIC || frame.getInt(4) != VERSION) {
            throw new DamagedBatchException("not a batch of this version");
        }
        if (frame.getLong(8) != first
                || frame.getInt(28) != frame.limit() - HEADER
                || frame.getInt(CRC_AT) != checksum(frame)) {
            throw new DamagedBatchException("the content is corrupt");
        }
        try {
            List<Message> messages = new ArrayList<>();
            frame.position(HEADER);
            for (int count = frame.getInt(24); count > 0; count--) {
                int samples = frame.getInt();
                byte[] topic = new byte[Short.toUnsignedInt(frame.getShort())];
                frame.get(topic);
                byte[] payload = new byte[frame.getInt()];
                frame.get(payload);
                messages.add(new Message(new String(topic, StandardCharsets.UTF_8), payload, samples));
            }
            return messages;
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new DamagedBatchException("the content is corrupt");
        }
    }

    private static int checksum(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.slice(0, CRC_AT));
        crc.update(frame.slice(HEADER, frame.limit() - HEADER));
        return (int) crc.getValue();
    }
}
