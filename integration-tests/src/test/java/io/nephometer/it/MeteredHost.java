package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A host with real guests, an agent that meters all of them, and a consumer of what it publishes. */
final class MeteredHost implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    final Lab lab = new Lab();
    final Installed installed;
    final Subscriber subscriber;
    final Duration interval;
    final List<String> guests;
    private final Map<String, String> uuids = new HashMap<>();
    private Agent agent;

    MeteredHost(Path directory, int count, Duration interval, String... options) {
        this.interval = interval;
        installed = new Installed(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(count, options);
        guests = IntStream.rangeClosed(1, count)
                .mapToObj("instance-%08x"::formatted)
                .toList();
        int port = lab.broker();
        installed.pipeline(interval.toMillis() + "ms", port);
        subscriber = new Subscriber(port);
        startAgent();
    }

    /** It has read every guest when this returns. */
    void startAgent() {
        Instant start = Instant.now();
        agent = new Agent(installed);
        guests.forEach(guest -> next("disk.read.bytes", guest, start));
    }

    Agent agent() {
        return agent;
    }

    /** Asked of libvirt only once: it may be away later. */
    String uuid(String guest) {
        return uuids.computeIfAbsent(guest, lab::uuid);
    }

    Stream<Subscriber.Received> samples(String meter, String guest) {
        return subscriber.samples(meter, uuid(guest));
    }

    /** The first one that was read after some moment, waiting for it. */
    Subscriber.Received next(String meter, String guest, Instant after) {
        return next(meter, guest, after, sample -> true);
    }

    Subscriber.Received next(String meter, String guest, Instant after, Predicate<Subscriber.Received> and) {
        String uuid = uuid(guest);
        return await().alias(meter + " of " + guest)
                .atMost(LIMIT)
                .until(
                        () -> subscriber
                                .samples(meter, uuid)
                                .filter(sample -> sample.timestamp().isAfter(after))
                                .filter(and)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    Cadence cadence(String meter, String guest) {
        return Cadence.of(samples(meter, guest).toList());
    }

    /** What happens meanwhile is looked at afterwards. */
    void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plus(LIMIT)).until(() -> Instant.now().isAfter(end) && agent.isAlive());
    }

    /** What the agent complained of since some moment. */
    List<String> complaints(Instant since) {
        return agent.logLines().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line ->
                        Instant.parse(line.substring(0, line.indexOf(' '))).isAfter(since))
                .map(line -> line.substring(line.indexOf(' ')))
                .toList();
    }

    /** Of a guest's disks in each of its incarnations, whatever was before. */
    void ratesBeginWithTheSecondReading(String guest) {
        List<Subscriber.Received> counters = samples("disk.read.bytes", guest).toList();
        List<Subscriber.Received> rates = samples("disk.read.bytes.rate", guest).toList();
        counters.stream().map(Subscriber.Received::incarnation).distinct().forEach(incarnation -> {
            List<Instant> read = times(counters, incarnation);
            Instant last = read.get(read.size() - 1); // since then more may have come
            assertThat(times(rates, incarnation).stream()
                            .filter(time -> !time.isAfter(last))
                            .toList())
                    .as("when %s has rates as incarnation %s", guest, incarnation)
                    .isEqualTo(read.subList(1, read.size()));
        });
    }

    /** Of all cumulative meters of a guest and its devices, in each of their incarnations. */
    void countersNeverFall(String guest) {
        String uuid = uuid(guest);
        subscriber.samples().stream()
                .filter(sample -> sample.resource().contains(uuid)
                        && sample.json().get("type").asText().equals("cumulative"))
                .collect(Collectors.groupingBy(
                        sample -> sample.name() + " of " + sample.resource() + " as " + sample.incarnation()))
                .forEach((what, samples) -> assertThat(samples.stream()
                                .sorted(Comparator.comparing(Subscriber.Received::timestamp))
                                .map(Subscriber.Received::volume)
                                .toList())
                        .as(what)
                        .isSorted());
    }

    private static List<Instant> times(List<Subscriber.Received> samples, long incarnation) {
        return samples.stream()
                .filter(sample -> sample.incarnation() == incarnation)
                .map(Subscriber.Received::timestamp)
                .toList();
    }

    /** Whatever happened to it, no value is negative and the log is for operators. */
    void isSound() {
        assertThat(subscriber.samples()).noneMatch(sample -> sample.volume() < 0);
        assertThat(agent.log()).doesNotContain("\tat ");
    }

    @Override
    public void close() {
        lab.close(); // first, so that no call hangs any more
        agent.close();
        subscriber.close();
    }
}
