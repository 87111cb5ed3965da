package io.nephometer.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Creates sample documents like those that an agent sends. */
final class DocumentFixtures {

    static final String ROUTE = "meter_sink.mqtt";

    private DocumentFixtures() {}

    static ReceivedMessage document(long seq) {
        return document("node-1", "e1", seq, sample(1), sample(2));
    }

    static ReceivedMessage document(String host, String epoch, long seq, String... samples) {
        return message(text(host, epoch, seq, samples));
    }

    static String text(String host, String epoch, long seq, String... samples) {
        return """
                {"host":"%s","route":"%s","epoch":"%s","seq":%d,"source":"s","resources":[
                {"resource_id":"i1","user_id":null,"project_id":null,"incarnation":3,
                "resource_metadata":{"samples":[1,{"x":null}],"name":"agent.samples.lost"},"samples":[%s]}]}
                """.formatted(host, ROUTE, epoch, seq, String.join(",", samples));
    }

    static String sample(long volume) {
        return """
                {"id":"e1-1-0","name":"cpu","type":"cumulative","unit":"ns","volume":%d,
                "timestamp":"2026-11-01T12:00:00.123456Z","monotonic_time":12.000000005,"metadata":{"cpu_number":2}}
                """.formatted(volume);
    }

    static String loss(long samples, String reason, long first, long last) {
        return loss(
                samples,
                "\"route\":\"%s\",\"reason\":\"%s\",\"first\":%d,\"last\":%d,\"since\":\"2026\""
                        .formatted(ROUTE, reason, first, last));
    }

    static String loss(long samples, String metadata) {
        return """
                {"id":"e1-1-0","name":"agent.samples.lost","type":"delta","unit":"sample","volume":%d,
                "timestamp":"2026-11-01T12:00:00.123456Z","monotonic_time":12.000000005,"metadata":{%s}}
                """.formatted(samples, metadata);
    }

    static ReceivedMessage message(String text) {
        return new ReceivedMessage("nephometer/node-1/samples", text.getBytes(UTF_8));
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
