package io.nephometer.it.lab;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A consumer that checks whether every document of a route arrives, and keeps the loss records.
 *
 * <p>It speaks MQTT itself: a library might lose what has arrived when a connection ends. A document counts as received
 * with its last byte.
 */
public final class DeliveryChecker implements AutoCloseable {

    /** One document as it arrived. */
    public record ReceivedDocument(
            String route, String epoch, long seq, String source, int samples, int hash, Instant read, Instant at) {

        Duration age() {
            return Duration.between(read, at);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    public static final String LOST = "agent.samples.lost";

    private final int port;
    private final Consumer<JsonNode> and;
    private final List<ReceivedDocument> documents = new ArrayList<>();
    private final Map<String, LossRecord> lossRecords = new HashMap<>();
    private final List<String> unreadable = new ArrayList<>();
    private volatile Socket socket;
    private Thread listener;

    /** Receives all documents of the broker at that port of this host. */
    public DeliveryChecker(int port) {
        this(port, document -> {});
    }

    /** Receives all documents, and passes each to a consumer. */
    public DeliveryChecker(int port, Consumer<JsonNode> and) {
        this.port = port;
        this.and = and;
        connect();
    }

    /** Subscribes, also again after the broker has died; what the dead one had sent is read first. */
    public void connect() {
        try {
            if (listener != null) {
                listener.join(60_000);
            }
            close();
            Socket next = await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreException(java.net.ConnectException.class)
                    .until(() -> new Socket(InetAddress.getLoopbackAddress(), port), Socket::isConnected);
            InputStream in = new BufferedInputStream(next.getInputStream(), 1 << 20);
            next.setTcpNoDelay(true);
            next.setSoTimeout(10_000);
            expect(exchange(next, in, MqttPacket.connect("delivery-checker")), MqttPacket.CONNACK);
            expect(exchange(next, in, MqttPacket.subscribe("nephometer/+/samples/#")), MqttPacket.SUBACK);
            next.setSoTimeout(0);
            socket = next;
            listener = new Thread(() -> listen(next, in), "delivery-checker");
            listener.setDaemon(true);
            listener.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MqttPacket exchange(Socket socket, InputStream in, MqttPacket packet) throws IOException {
        socket.getOutputStream().write(packet.bytes());
        return MqttPacket.read(in);
    }

    private static void expect(MqttPacket packet, int type) throws IOException {
        if (packet.type() != type || packet.bytes()[packet.bytes().length - 1] < 0) {
            throw new IOException("the broker answered with packet type " + packet.type());
        }
    }

    private void listen(Socket from, InputStream in) {
        try {
            OutputStream out = from.getOutputStream();
            while (true) {
                MqttPacket packet = MqttPacket.read(in);
                if (packet.type() == MqttPacket.PUBLISH) {
                    if (packet.qos() > 0) {
                        acknowledge(out, packet);
                    }
                    hear(packet);
                }
            }
        } catch (IOException e) {
            // closed, or the broker has died; what was on its way has been read
        }
    }

    private static void acknowledge(OutputStream out, MqttPacket packet) {
        try {
            out.write(packet.acknowledgement().bytes());
        } catch (IOException e) {
            // it has died, but what it sent before is still to be read
        }
    }

    private synchronized void hear(MqttPacket packet) {
        try {
            byte[] payload = packet.payload();
            JsonNode document = JSON.readTree(payload);
            int samples = 0;
            Instant read = Instant.MAX;
            for (JsonNode resource : document.get("resources")) {
                for (JsonNode sample : resource.get("samples")) {
                    samples++;
                    Instant time = Instant.parse(sample.get("timestamp").asText());
                    read = time.isBefore(read) ? time : read;
                    if (sample.get("name").asText().equals(LOST)) {
                        lossRecords.put(sample.get("id").asText(), LossRecord.of(sample));
                    }
                }
            }
            and.accept(document);
            documents.add(new ReceivedDocument(
                    document.get("route").asText(),
                    document.get("epoch").asText(),
                    document.get("seq").asLong(),
                    document.get("source").asText(),
                    samples,
                    java.util.Arrays.hashCode(payload),
                    read,
                    Instant.now()));
        } catch (IOException | RuntimeException e) {
            unreadable.add(packet.topic() + ": " + e);
        }
    }

    /** Returns them in the order of arrival, with duplicates. */
    public synchronized List<ReceivedDocument> documents() {
        return List.copyOf(documents);
    }

    public List<ReceivedDocument> documents(String route) {
        return documents().stream()
                .filter(document -> document.route().equals(route))
                .toList();
    }

    /** Returns them in the order of arrival, each number once. */
    public List<ReceivedDocument> distinctDocuments(String route) {
        TreeSet<Long> seen = new TreeSet<>();
        return documents(route).stream()
                .filter(document -> seen.add(document.seq()))
                .toList();
    }

    public synchronized List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Returns the loss records of a route, without duplicates. */
    public synchronized List<LossRecord> lossRecords(String route) {
        return lossRecords.values().stream()
                .filter(loss -> loss.route().equals(route))
                .toList();
    }

    public int samples(String route) {
        return distinctDocuments(route).stream()
                .mapToInt(ReceivedDocument::samples)
                .sum();
    }

    public int duplicates(String route) {
        return documents(route).size() - distinctDocuments(route).size();
    }

    /** Returns the numbers from 1 to the highest that are missing, as ranges. */
    public List<String> missing(String route) {
        return gaps(numbers(route), List.of());
    }

    /** Returns the missing numbers that no loss record contains. */
    public List<String> unexplained(String route) {
        return gaps(numbers(route), lossRecords(route));
    }

    /** Returns the missing numbers that are not among the others. */
    public List<String> missing(String route, Set<Long> others) {
        Set<Long> known = new TreeSet<>(numbers(route));
        known.addAll(others);
        return gaps(known, List.of());
    }

    private Set<Long> numbers(String route) {
        return documents(route).stream().map(ReceivedDocument::seq).collect(Collectors.toSet());
    }

    /** Returns the ranges of numbers, from 1 on, that neither arrived nor are in a loss record. */
    public static List<String> gaps(Set<Long> came, List<LossRecord> losses) {
        List<String> gaps = new ArrayList<>();
        long next = 1;
        for (long number : new TreeSet<>(came)) {
            while (next < number) {
                long missing = next;
                OptionalLong last = losses.stream()
                        .filter(loss -> loss.has(missing))
                        .mapToLong(LossRecord::last)
                        .max();
                long end = losses.stream()
                        .filter(loss -> loss.first() != null && loss.first() > missing)
                        .mapToLong(LossRecord::first)
                        .reduce(number, Math::min);
                if (last.isEmpty()) {
                    gaps.add(missing + (end > missing + 1 ? "-" + (end - 1) : ""));
                }
                next = last.isEmpty() ? end : last.getAsLong() + 1;
            }
            next = Math.max(next, number + 1);
        }
        return gaps;
    }

    /** Returns the numbers that arrived with two different contents. */
    public TreeSet<Long> conflicts(String route) {
        Map<Long, Integer> hashes = new HashMap<>();
        TreeSet<Long> conflicts = new TreeSet<>();
        for (ReceivedDocument document : documents(route)) {
            Integer before = hashes.put(document.seq(), document.hash());
            if (before != null && before != document.hash()) {
                conflicts.add(document.seq());
            }
        }
        return conflicts;
    }

    /** Returns the least number of ascending runs that the arrivals consist of, duplicates aside. */
    public int ascendingRuns(String route) {
        TreeSet<Long> ends = new TreeSet<>();
        for (ReceivedDocument document : distinctDocuments(route)) {
            Long end = ends.lower(document.seq());
            if (end != null) {
                ends.remove(end);
            }
            ends.add(document.seq());
        }
        return ends.size();
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
