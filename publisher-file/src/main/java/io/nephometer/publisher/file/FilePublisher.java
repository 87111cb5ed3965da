package io.nephometer.publisher.file;

import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;

/** The way out of one route into one file. It holds nothing open between two deliveries. */
final class FilePublisher implements Publisher {

    private final JsonLinesFormat format;
    private final RotatingFile file;
    private final Lock lock;

    /** @param lock of all who write that file */
    FilePublisher(JsonLinesFormat format, RotatingFile file, Lock lock) {
        this.format = format;
        this.file = file;
        this.lock = lock;
    }

    @Override
    public List<Message> encode(Batch batch) {
        return format.encode(batch);
    }

    @Override
    public void deliver(List<Message> messages) throws DeliveryException, InterruptedException {
        lock.lockInterruptibly();
        try {
            file.append(lines(messages));
        } catch (IOException e) {
            // a disk that is full takes short messages and no long one: that says nothing of the messages
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
            if (payload.length > 0 && payload[payload.length - 1] != '\n') { // no message of ours
                lines.write('\n');
            }
        }
        return lines.toByteArray();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
