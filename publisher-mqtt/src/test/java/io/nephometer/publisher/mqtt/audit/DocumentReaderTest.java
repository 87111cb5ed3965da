package io.nephometer.publisher.mqtt.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                                                | no JSON object
        lost                                              | no JSON at byte 4
        [{"counter_name":"cpu"}]                          | no JSON object
        {"host":"h","route":"r"}                          | host, route or seq is missing
        {"host":"h","route":"r","seq":-1}                 | host, route or seq is missing
        {"host":"h","route":"r","seq":"1"}                | seq is no number of a document
        {"host":"h","route":"r","seq":1.5}                | seq is no number of a document
        {"host":"h","route":"r","seq":9223372036854775807}| seq is no number of a document
        {"host":"h","route":"r","seq":18446744073709551616}| seq is no number of a document
        {"host":null,"route":"r","seq":1}                 | host is no text
        {"host":"h","route":"r","seq":1}{}                | something behind the document's end
        {"host":"h","route":"r","seq":1,"resources":{}}   | resources or samples are no list
        {"host":"h","route":"r","seq":1,"resources":[1]}  | a resource or sample is no object
        {"host":"h","route":"r","seq":1,"resources":[     | no JSON at byte
        """)
    void whatIsNoDocumentIsRefusedWithTheReason(String text, String reason) {
        assertThatIOException().isThrownBy(() -> read(text)).withMessageStartingWith(reason);
    }
    // spotless:on

    @Test
    void aDocumentCutAnywhereIsNone() {
        byte[] whole = Papers.document(7).payload();
        int end = new String(whole, UTF_8).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatIOException().isThrownBy(() -> DocumentReader.read(cut));
        }
    }

    @Test
    void garbageIsNeverWorseThanRefused() {
        Random random = new Random(3);
        byte[] whole =
                Papers.document("h", "e", 7, Papers.loss(1, "full", 1, 2)).payload();
        byte[] packed = Papers.gzip(whole);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = (i % 2 == 0 ? whole : packed).clone();
            for (int bytes = random.nextInt(4); bytes >= 0; bytes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                DocumentReader.read(damaged);
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void moreThanAMegabyteIsNotRead() {
        byte[] big = new byte[DocumentReader.LIMIT + 1];
        Arrays.fill(big, (byte) ' ');
        assertThatIOException().isThrownBy(() -> DocumentReader.read(big)).withMessage("more than 1048576 bytes");
        assertThatIOException()
                .isThrownBy(() -> DocumentReader.read(Papers.gzip(big)))
                .withMessage("more than 1048576 bytes when unpacked");
    }

    @Test
    void theHeadAndTheNumberOfSamplesAreRead() throws IOException {
        Document document = DocumentReader.read(Papers.document(7).payload());
        assertThat(document.host()).isEqualTo("node-1");
        assertThat(document.route()).isEqualTo("meter_sink.mqtt");
        assertThat(document.epoch()).isEqualTo("e1");
        assertThat(document.seq()).isEqualTo(7);
        assertThat(document.samples()).isEqualTo(2);
        assertThat(document.losses()).isEmpty();
    }

    @Test
    void whatLaterVersionsMayAddIsPassedOver() throws IOException {
        Document document = read("{\"new\":{\"seq\":[2]},\"seq\":1,\"host\":\"h\",\"route\":\"r\",\"resources\":[]}");
        assertThat(document.seq()).isEqualTo(1);
    }

    @Test
    void aPackedDocumentIsUnpacked() throws IOException {
        byte[] packed = Papers.gzip(Papers.document(7).payload());
        assertThat(DocumentReader.read(packed).seq()).isEqualTo(7);
    }

    @Test
    void lossRecordsAreRead() throws IOException {
        String numberless = Papers.loss(5, "\"route\":\"r\",\"reason\":\"memory\"");
        String backward = Papers.loss(6, "\"reason\":\"age\",\"first\":9,\"last\":\"8\"");
        Document document = read(Papers.text("h", "e", 1, Papers.loss(120, "full", 3, 4), numberless, backward));
        assertThat(document.samples()).isEqualTo(3);
        assertThat(document.losses())
                .containsExactly(
                        new Loss("meter_sink.mqtt", "full", 120, Optional.of(new Ranges.Range(3, 4))),
                        new Loss("r", "memory", 5, Optional.empty()),
                        new Loss("", "age", 6, Optional.empty()));
    }

    @Test
    void anotherContentHasAnotherChecksum() throws IOException {
        long content = read(Papers.text("h", "e", 1, Papers.sample(1))).content();
        assertThat(read(Papers.text("h", "e", 1, Papers.sample(1))).content()).isEqualTo(content);
        assertThat(read(Papers.text("h", "e", 1, Papers.sample(2))).content()).isNotEqualTo(content);
    }

    private static Document read(String text) throws IOException {
        return DocumentReader.read(text.getBytes(UTF_8));
    }
}
