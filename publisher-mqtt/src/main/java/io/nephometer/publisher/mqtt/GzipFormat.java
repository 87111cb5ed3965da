package io.nephometer.publisher.mqtt;

import io.nephometer.api.Batch;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses the payloads that another format produces. The gzip header contains neither a file name nor a timestamp.
 */
record GzipFormat(Format format) implements Format {

    private static final int BUFFER = 8192;

    private static final int LEVEL =
            3; // 1/20 of the size at 330 ns per sample; level 1: 1/17 at 330 ns; level 6: 1/22 at 800 ns

    @Override
    public List<Payload> encode(Batch batch, int limit) {
        return format.encode(batch, limit).stream().map(GzipFormat::compressed).toList();
    }

    private static Payload compressed(Payload payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.bytes().length / 8 + 64);
        try (LevelStream stream = new LevelStream(bytes)) {
            stream.write(payload.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
        return new Payload(bytes.toByteArray(), payload.samples());
    }

    /** A gzip stream that uses a specific compression level. */
    private static final class LevelStream extends GZIPOutputStream {
        LevelStream(ByteArrayOutputStream bytes) throws IOException {
            super(bytes, BUFFER);
            def.setLevel(LEVEL);
        }
    }
}
