package io.nephometer.it;

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
 * A consumer that remembers of each document what proves that none is missing, and of loss records all.
 *
 * <p>It has no MQTT library in between, which might keep back or lose what has arrived when a connection ends: each
 * document counts once its last byte is here.
 */
final class Witness implements AutoCloseable {

    /** One document as it arrived. */
    record Heard(String route, String epoch, long seq, String source, int samples, int hash, Instant read, Instant at) {

        Duration age() {
            return Duration.between(read, at);
        }
    }

    /** What a loss record says. */
    record Told(String route, String reason, long samples, Long first, Long last) {

        static Told of(JsonNode sample) {
            JsonNode metadata = sample.get(sample.has("metadata") ? "metadata" : "resource_metadata"); // in a file
            return new Told(
                    metadata.get("route").asText(),
                    metadata.get("reason").asText(),
                    sample.get("volume").asLong(),
                    metadata.has("first") ? metadata.get("first").asLong() : null,
                    metadata.has("last") ? metadata.get("last").asLong() : null);
        }

        boolean has(long number) {
            return first != null && first <= number && number <= last;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    static final String LOST = "agent.samples.lost";

    private final int port;
    private final Consumer<JsonNode> and;
    private final List<Heard> heard = new ArrayList<>();
    private final Map<String, Told> told = new HashMap<>();
    private final List<String> rubbish = new ArrayList<>();
    private volatile Socket socket;
    private Thread listener;

    /** Of all documents of the broker at that port of this host. */
    Witness(int port) {
        this(port, document -> {});
    }

    /** And gives each to a consumer. */
    Witness(int port, Consumer<JsonNode> and) {
        this.port = port;
        this.and = and;
        connect();
    }

    /** Returns once the broker has subscribed it, again after the broker has died: what that had sent is heard first. */
    void connect() {
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
            expect(exchange(next, in, Packet.connect("witness")), Packet.CONNACK);
            expect(exchange(next, in, Packet.subscribe("nephometer/+/samples/#")), Packet.SUBACK);
            next.setSoTimeout(0);
            socket = next;
            listener = new Thread(() -> listen(next, in), "witness");
            listener.setDaemon(true);
            listener.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Packet exchange(Socket socket, InputStream in, Packet packet) throws IOException {
        socket.getOutputStream().write(packet.bytes());
        return Packet.read(in);
    }

    private static void expect(Packet packet, int type) throws IOException {
        if (packet.type() != type || packet.bytes()[packet.bytes().length - 1] < 0) {
            throw new IOException("the broker answered with packet type " + packet.type());
        }
    }

    private void listen(Socket from, InputStream in) {
        try {
            OutputStream out = from.getOutputStream();
            while (true) {
                Packet packet = Packet.read(in);
                if (packet.type() == Packet.PUBLISH) {
                    if (packet.qos() > 0) {
                        acknowledge(out, packet);
                    }
                    hear(packet);
                }
            }
        } catch (IOException e) {
            // closed, or the broker has died; what was on its way has been read before
        }
    }

    private static void acknowledge(OutputStream out, Packet packet) {
        try {
            out.write(packet.acknowledgement().bytes());
        } catch (IOException e) {
            // it has died, but what it sent before is still to be read
        }
    }

    private synchronized void hear(Packet packet) {
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
                        told.put(sample.get("id").asText(), Told.of(sample));
                    }
                }
            }
            and.accept(document);
            heard.add(new Heard(
                    document.get("route").asText(),
                    document.get("epoch").asText(),
                    document.get("seq").asLong(),
                    document.get("source").asText(),
                    samples,
                    java.util.Arrays.hashCode(payload),
                    read,
                    Instant.now()));
        } catch (IOException | RuntimeException e) {
            rubbish.add(packet.topic() + ": " + e);
        }
    }

    /** In the order of arrival, twins included. */
    synchronized List<Heard> heard() {
        return List.copyOf(heard);
    }

    List<Heard> heard(String route) {
        return heard().stream()
                .filter(document -> document.route().equals(route))
                .toList();
    }

    /** In the order of arrival, each number once. */
    List<Heard> once(String route) {
        TreeSet<Long> seen = new TreeSet<>();
        return heard(route).stream()
                .filter(document -> seen.add(document.seq()))
                .toList();
    }

    synchronized List<String> rubbish() {
        return List.copyOf(rubbish);
    }

    /** Every loss record of that route, those that were delivered twice once. */
    synchronized List<Told> told(String route) {
        return told.values().stream().filter(told -> told.route().equals(route)).toList();
    }

    int samples(String route) {
        return once(route).stream().mapToInt(Heard::samples).sum();
    }

    int twins(String route) {
        return heard(route).size() - once(route).size();
    }

    /** The numbers from 1 to the highest that have not come, as ranges. */
    List<String> missing(String route) {
        return gaps(numbers(route), List.of());
    }

    /** Those of the missing that no loss record tells. */
    List<String> unexplained(String route) {
        return gaps(numbers(route), told(route));
    }

    /** Those of the missing that are not among these. */
    List<String> missing(String route, Set<Long> others) {
        Set<Long> known = new TreeSet<>(numbers(route));
        known.addAll(others);
        return gaps(known, List.of());
    }

    private Set<Long> numbers(String route) {
        return heard(route).stream().map(Heard::seq).collect(Collectors.toSet());
    }

    /** The ranges of numbers from 1 on that are neither among those that came nor in one of the losses. */
    static List<String> gaps(Set<Long> came, List<Told> losses) {
        List<String> gaps = new ArrayList<>();
        long next = 1;
        for (long number : new TreeSet<>(came)) {
            while (next < number) {
                long missing = next;
                OptionalLong last = losses.stream()
                        .filter(loss -> loss.has(missing))
                        .mapToLong(Told::last)
                        .max();
                long end = losses.stream()
                        .filter(loss -> loss.first() != null && loss.first() > missing)
                        .mapToLong(Told::first)
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

    /** Numbers that came with two different contents. */
    TreeSet<Long> conflicts(String route) {
        Map<Long, Integer> hashes = new HashMap<>();
        TreeSet<Long> conflicts = new TreeSet<>();
        for (Heard document : heard(route)) {
            Integer before = hashes.put(document.seq(), document.hash());
            if (before != null && before != document.hash()) {
                conflicts.add(document.seq());
            }
        }
        return conflicts;
    }

    /** The least number of ascending rows that what arrived consists of; twins count at their first arrival. */
    int rows(String route) {
        TreeSet<Long> ends = new TreeSet<>();
        for (Heard document : once(route)) {
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
