package io.nephometer.publisher.mqtt.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipFormatTest {

    private static final Message PLAIN = new Message("t", "[1,2,3]".repeat(1000).getBytes(), 7);
    private static final Batch BATCH = new Batch("s", 1, List.of());

    private final Format gzip = new GzipFormat(batch -> List.of(PLAIN, PLAIN));

    @Test
    void onlyThePayloadIsAnotherOne() throws IOException {
        List<Message> messages = gzip.encode(BATCH);
        assertThat(messages).hasSize(2).allSatisfy(message -> {
            assertThat(message.topic()).isEqualTo("t");
            assertThat(message.samples()).isEqualTo(7);
            assertThat(message.payload()).hasSizeLessThan(PLAIN.payload().length / 10);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(message.payload())).readAllBytes())
                    .isEqualTo(PLAIN.payload());
        });
    }

    @Test
    void theSameIsAlwaysTheSameBytesAndHasNoTime() {
        byte[] payload = gzip.encode(BATCH).get(0).payload();
        assertThat(gzip.encode(BATCH).get(1).payload()).isEqualTo(payload);
        assertThat(Arrays.copyOf(payload, 8)).containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    }
}
