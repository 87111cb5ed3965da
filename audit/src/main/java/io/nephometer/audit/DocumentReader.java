package io.nephometer.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Parses a sample document as a stream and retains only the fields that the audit uses. */
final class DocumentReader {

    /** The maximum size of a document, in bytes. */
    static final int LIMIT = 1024 * 1024;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser json;
    private final List<ReportedLoss> losses = new ArrayList<>();
    private String host;
    private String route;
    private String epoch = "";
    private long seq = -1;
    private int samples;

    private DocumentReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Parses a sample document.
     *
     * @throws IOException if the payload is not a sample document; the message states the reason
     */
    static SampleDocument read(byte[] payload) throws IOException {
        if (payload.length > LIMIT) {
            throw new IOException("more than " + LIMIT + " bytes");
        }
        try (JsonParser json = FACTORY.createParser(plain(payload))) {
            return new DocumentReader(json).document(checksum(payload));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new IOException("invalid JSON" + (at == null ? "" : " at byte " + at.getByteOffset()), e);
        }
    }

    private static byte[] plain(byte[] payload) throws IOException {
        if (payload.length < 2 || payload[0] != 0x1f || payload[1] != (byte) 0x8b) {
            return payload;
        }
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(payload))) {
            byte[] plain = gzip.readNBytes(LIMIT + 1);
            if (plain.length > LIMIT) {
                throw new IOException("more than " + LIMIT + " bytes when unpacked");
            }
            return plain;
        } catch (EOFException | ZipException e) {
            throw new IOException("damaged gzip", e);
        }
    }

    private static long checksum(byte[] payload) {
        return sum(new CRC32(), payload) << Integer.SIZE | sum(new CRC32C(), payload);
    }

    private static long sum(Checksum checksum, byte[] payload) {
        checksum.update(payload);
        return checksum.getValue();
    }

    private SampleDocument document(long checksum) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("not a JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "host" -> host = text(name);
                case "route" -> route = text(name);
                case "epoch" -> epoch = text(name);
                case "seq" -> seq = number(name);
                case "resources" -> array(this::resource);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new IOException("unexpected text after the end of the document");
        }
        if (host == null || route == null || seq < 0) {
            throw new IOException("host, route or seq is missing");
        }
        return new SampleDocument(host, route, epoch, seq, samples, List.copyOf(losses), checksum);
    }

    private void resource() throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isSamples = json.currentName().equals("samples");
            json.nextToken();
            if (isSamples) {
                array(this::sample);
            } else {
                json.skipChildren();
            }
        }
    }

    private void sample() throws IOException {
        samples++;
        String name = "";
        long volume = 0;
        ReportedLossReader metadata = new ReportedLossReader();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = text(field);
                case "volume" -> volume = json.currentToken().isNumeric() ? (long) json.getDoubleValue() : 0;
                case "metadata" -> metadata.read(json);
                default -> json.skipChildren();
            }
        }
        if (name.equals(ReportedLoss.METER)) {
            losses.add(metadata.loss(volume));
        }
    }

    /** Parses one element of a document, from the element's first token to its last token. */
    private interface Element {
        void read() throws IOException;
    }

    private void array(Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("resources or samples are not a list");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new IOException("a resource or sample is not an object");
            }
            element.read();
        }
    }

    private String text(String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IOException(name + " is not a string");
        }
        return json.getText();
    }

    private long number(String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || json.getLongValue() == Long.MAX_VALUE) { // a following number would overflow
            throw new IOException(name + " is not a valid document number");
        }
        return json.getLongValue();
    }
}
