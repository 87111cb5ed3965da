package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Batch;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipFormatTest {

    private static final Payload PLAIN = new Payload("[1,2,3]".repeat(1000).getBytes(), 7);
    private static final Batch BATCH = new Batch("s", 1, List.of());

    private final Format gzip = new GzipFormat((batch, limit) -> List.of(PLAIN, PLAIN));

    @Test
    void onlyTheBytesAreOthers() throws IOException {
        List<Payload> messages = gzip.encode(BATCH, 1);
        assertThat(messages).hasSize(2).allSatisfy(message -> {
            assertThat(message.samples()).isEqualTo(7);
            assertThat(message.bytes()).hasSizeLessThan(PLAIN.bytes().length / 10);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(message.bytes())).readAllBytes())
                    .isEqualTo(PLAIN.bytes());
        });
    }

    @Test
    void theSameIsAlwaysTheSameBytesAndHasNoTime() {
        byte[] payload = gzip.encode(BATCH, 1).get(0).bytes();
        assertThat(gzip.encode(BATCH, 1).get(1).bytes()).isEqualTo(payload);
        assertThat(Arrays.copyOf(payload, 8)).containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    }
}
