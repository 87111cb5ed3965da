package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Compresses the payloads of another format. The gzip header has neither a name nor a time. */
public record GzipFormat(Format format) implements Format {

    private static final int BUFFER = 8192;

    private static final int LEVEL =
            3; // a 20th of the bytes in 330 ns a sample; 1: a 17th, the same; 6: a 22nd, 800 ns

    @Override
    public List<Message> encode(Batch batch) {
        return format.encode(batch).stream().map(GzipFormat::compressed).toList();
    }

    private static Message compressed(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.payload().length / 8 + 64);
        try (LevelStream stream = new LevelStream(bytes)) {
            stream.write(message.payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
        return new Message(message.topic(), bytes.toByteArray(), message.samples());
    }

    /** A stream whose compression level can be set. */
    private static final class LevelStream extends GZIPOutputStream {
        LevelStream(ByteArrayOutputStream bytes) throws IOException {
            super(bytes, BUFFER);
            def.setLevel(LEVEL);
        }
    }
}
