package io.nephometer.audit;

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
        ``                                                | not a JSON object
        lost                                              | invalid JSON at byte 4
        [{"counter_name":"cpu"}]                          | not a JSON object
        {"host":"h","route":"r"}                          | host, route or seq is missing
        {"host":"h","route":"r","seq":-1}                 | host, route or seq is missing
        {"host":"h","route":"r","seq":"1"}                | seq is not a valid document number
        {"host":"h","route":"r","seq":1.5}                | seq is not a valid document number
        {"host":"h","route":"r","seq":9223372036854775807}| seq is not a valid document number
        {"host":"h","route":"r","seq":18446744073709551616}| seq is not a valid document number
        {"host":null,"route":"r","seq":1}                 | host is not a string
        {"host":"h","route":"r","seq":1}{}                | unexpected text after the end of the document
        {"host":"h","route":"r","seq":1,"resources":{}}   | resources or samples are not a list
        {"host":"h","route":"r","seq":1,"resources":[1]}  | a resource or sample is not an object
        {"host":"h","route":"r","seq":1,"resources":[     | invalid JSON at byte
        """)
    void whatIsNotADocumentIsRefusedWithTheReason(String text, String reason) {
        assertThatIOException().isThrownBy(() -> read(text)).withMessageStartingWith(reason);
    }
    // spotless:on

    @Test
    void aTruncatedDocumentIsRefused() {
        byte[] whole = DocumentFixtures.document(7).payload();
        int end = new String(whole, UTF_8).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatIOException().isThrownBy(() -> DocumentReader.read(cut));
        }
    }

    @Test
    void garbageIsAlwaysRefused() {
        Random random = new Random(3);
        byte[] whole = DocumentFixtures.document("h", "e", 7, DocumentFixtures.loss(1, "full", 1, 2))
                .payload();
        byte[] packed = DocumentFixtures.gzip(whole);
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
                .isThrownBy(() -> DocumentReader.read(DocumentFixtures.gzip(big)))
                .withMessage("more than 1048576 bytes when unpacked");
    }

    @Test
    void theHeadAndTheNumberOfSamplesAreRead() throws IOException {
        SampleDocument document =
                DocumentReader.read(DocumentFixtures.document(7).payload());
        assertThat(document.host()).isEqualTo("node-1");
        assertThat(document.route()).isEqualTo("meter_sink.mqtt");
        assertThat(document.epoch()).isEqualTo("e1");
        assertThat(document.seq()).isEqualTo(7);
        assertThat(document.samples()).isEqualTo(2);
        assertThat(document.losses()).isEmpty();
    }

    @Test
    void whatLaterVersionsMayAddIsSkipped() throws IOException {
        SampleDocument document =
                read("{\"new\":{\"seq\":[2]},\"seq\":1,\"host\":\"h\",\"route\":\"r\",\"resources\":[]}");
        assertThat(document.seq()).isEqualTo(1);
    }

    @Test
    void aPackedDocumentIsUnpacked() throws IOException {
        byte[] packed = DocumentFixtures.gzip(DocumentFixtures.document(7).payload());
        assertThat(DocumentReader.read(packed).seq()).isEqualTo(7);
    }

    @Test
    void lossRecordsAreRead() throws IOException {
        String numberless = DocumentFixtures.loss(5, "\"route\":\"r\",\"reason\":\"memory\"");
        String backward = DocumentFixtures.loss(6, "\"reason\":\"age\",\"first\":9,\"last\":\"8\"");
        SampleDocument document = read(
                DocumentFixtures.text("h", "e", 1, DocumentFixtures.loss(120, "full", 3, 4), numberless, backward));
        assertThat(document.samples()).isEqualTo(3);
        assertThat(document.losses())
                .containsExactly(
                        new ReportedLoss("meter_sink.mqtt", "full", 120, Optional.of(new RangeSet.Range(3, 4))),
                        new ReportedLoss("r", "memory", 5, Optional.empty()),
                        new ReportedLoss("", "age", 6, Optional.empty()));
    }

    @Test
    void differentContentHasADifferentChecksum() throws IOException {
        long checksum = read(DocumentFixtures.text("h", "e", 1, DocumentFixtures.sample(1)))
                .checksum();
        assertThat(read(DocumentFixtures.text("h", "e", 1, DocumentFixtures.sample(1)))
                        .checksum())
                .isEqualTo(checksum);
        assertThat(read(DocumentFixtures.text("h", "e", 1, DocumentFixtures.sample(2)))
                        .checksum())
                .isNotEqualTo(checksum);
    }

    private static SampleDocument read(String text) throws IOException {
        return DocumentReader.read(text.getBytes(UTF_8));
    }
}
