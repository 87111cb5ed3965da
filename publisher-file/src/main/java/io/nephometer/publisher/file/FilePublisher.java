package io.nephometer.publisher.file;

import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.format.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;

/** Delivers one route's batches to one file. The file is closed after each delivery. */
final class FilePublisher implements Publisher {

    /** The maximum size of a message in bytes. A single sample that exceeds the maximum size is still written. */
    private static final int LIMIT = 128 * 1024;

    private final Format format;
    private final RotatingFile file;
    private final Path path;
    private final FileLocks locks;

    /** @param locks the file locks, which are shared by all publishers */
    FilePublisher(Format format, RotatingFile file, Path path, FileLocks locks) {
        this.format = format;
        this.file = file;
        this.path = path;
        this.locks = locks;
    }

    @Override
    public List<Message> encode(Batch batch) {
        return format.encode(batch, LIMIT).stream()
                .map(payload -> new Message("", payload.bytes(), payload.samples()))
                .toList();
    }

    @Override
    public void deliver(List<Message> messages) throws DeliveryException, InterruptedException {
        Lock lock = locks.lock(path);
        try {
            file.append(lines(messages));
        } catch (IOException e) {
            // the messages are not at fault: a full disk still accepts short messages
            throw DeliveryException.unreachable(e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private static byte[] lines(List<Message> messages) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Message message : messages) {
            byte[] payload = message.payload();
            lines.writeBytes(payload);
            if (payload.length > 0 && payload[payload.length - 1] != '\n') { // a document without a final newline
                lines.write('\n');
            }
        }
        return lines.toByteArray();
    }

    @Override
    public void close() {
        // nothing to release: the file is closed after each delivery
    }
}
