package io.nephometer.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A host with real guests, an agent that meters all of them, and a consumer of what it publishes. */
public final class MeteredHost implements AutoCloseable {

    private static final Pattern LATE = Pattern.compile("turn takes longer than the interval|a turn of every .* took");

    static final Duration LIMIT = Duration.ofSeconds(60);

    public final Lab lab = new Lab();
    public final InstalledAgent installed;
    public final SampleConsumer subscriber;
    public final Duration interval;
    public final List<String> guests;
    private final Map<String, String> uuids = new HashMap<>();
    private AgentProcess agent;

    public MeteredHost(Path directory, int count, Duration interval, String... options) {
        this.interval = interval;
        installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(count, options);
        guests = IntStream.rangeClosed(1, count)
                .mapToObj("instance-%08x"::formatted)
                .toList();
        int port = lab.broker();
        installed.pipeline(interval.toMillis() + "ms", port);
        subscriber = new SampleConsumer(port);
        startAgent();
    }

    /** Returns when it has read every guest. */
    public void startAgent() {
        Instant start = Instant.now();
        agent = new AgentProcess(installed);
        guests.forEach(guest -> next("disk.read.bytes", guest, start));
    }

    public AgentProcess agent() {
        return agent;
    }

    /** Returns the UUID; libvirt is asked once, as it may be away later. */
    public String uuid(String guest) {
        return uuids.computeIfAbsent(guest, lab::uuid);
    }

    public Stream<SampleConsumer.Received> samples(String meter, String guest) {
        return subscriber.samples(meter, uuid(guest));
    }

    /** Waits for the first sample that was read after a moment. */
    public SampleConsumer.Received next(String meter, String guest, Instant after) {
        return next(meter, guest, after, sample -> true);
    }

    public SampleConsumer.Received next(
            String meter, String guest, Instant after, Predicate<SampleConsumer.Received> and) {
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

    public SampleTimes sampleTimes(String meter, String guest) {
        return SampleTimes.of(samples(meter, guest).toList());
    }

    /** Lets the agent run for a time. */
    public void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plus(LIMIT)).until(() -> Instant.now().isAfter(end) && agent.isAlive());
    }

    /** Returns the warnings and errors of the agent since a moment, but for those of turns that a busy machine makes late. */
    public List<String> complaints(Instant since) {
        return agent.logLines().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line -> !LATE.matcher(line).find())
                .filter(line ->
                        Instant.parse(line.substring(0, line.indexOf(' '))).isAfter(since))
                .map(line -> line.substring(line.indexOf(' ')))
                .toList();
    }

    /** For a guest's disks, in each of its incarnations. */
    public void assertRatesBeginWithTheSecondReading(String guest) {
        List<SampleConsumer.Received> counters =
                samples("disk.read.bytes", guest).toList();
        List<SampleConsumer.Received> rates =
                samples("disk.read.bytes.rate", guest).toList();
        counters.stream().map(SampleConsumer.Received::incarnation).distinct().forEach(incarnation -> {
            List<Instant> read = times(counters, incarnation);
            Instant last = read.get(read.size() - 1); // since then more may have come
            assertThat(times(rates, incarnation).stream()
                            .filter(time -> !time.isAfter(last))
                            .toList())
                    .as("when %s has rates as incarnation %s", guest, incarnation)
                    .isEqualTo(read.subList(1, read.size()));
        });
    }

    /** For all cumulative meters of a guest and its devices, in each of their incarnations. */
    public void assertCountersNeverFall(String guest) {
        String uuid = uuid(guest);
        subscriber.samples().stream()
                .filter(sample -> sample.resource().contains(uuid)
                        && sample.json().get("type").asText().equals("cumulative"))
                .collect(Collectors.groupingBy(
                        sample -> sample.name() + " of " + sample.resource() + " as " + sample.incarnation()))
                .forEach((what, samples) -> assertThat(samples.stream()
                                .sorted(Comparator.comparing(SampleConsumer.Received::timestamp))
                                .map(SampleConsumer.Received::volume)
                                .toList())
                        .as(what)
                        .isSorted());
    }

    private static List<Instant> times(List<SampleConsumer.Received> samples, long incarnation) {
        return samples.stream()
                .filter(sample -> sample.incarnation() == incarnation)
                .map(SampleConsumer.Received::timestamp)
                .toList();
    }

    /** No value is negative, and the log has no stack trace. */
    public void assertSound() {
        assertThat(subscriber.samples()).noneMatch(sample -> sample.volume() < 0);
        assertThat(agent.log()).doesNotContain("\tat ");
    }

    @Override
    public void close() {
        lab.close(); // first, so that no call hangs
        agent.close();
        subscriber.close();
    }
}
