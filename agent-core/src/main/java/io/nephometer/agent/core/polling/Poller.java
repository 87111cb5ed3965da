package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.api.Discovery;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Does the jobs of a turn: discovers, polls, derives. Remembers from turn to turn what derived meters need. One
 * turn at a time.
 */
public final class Poller {

    private static final int MOST_SAMPLES_A_RESOURCE = 10_000;

    private final Plugins plugins;
    private final Resource host;
    private final Supplier<Moment> clock;
    private final Troubles troubles;
    private final Tallies tallies;
    private final Map<Job.Key, Derivation> derivations = new HashMap<>();

    public Poller(Plugins plugins, Resource host, Supplier<Moment> clock, Troubles troubles, Tallies tallies) {
        this.plugins = plugins;
        this.host = host;
        this.clock = clock;
        this.troubles = troubles;
        this.tallies = tallies;
    }

    /** One turn of all that is planned, whatever the interval. */
    public Map<Source, List<Sample>> once(PollingPlan plan) {
        return turn(plan.tasks().values().stream().flatMap(List::stream).toList());
    }

    /** What each source gets, nothing perhaps. */
    synchronized Map<Source, List<Sample>> turn(List<Job> jobs) {
        Map<String, Optional<List<Resource>>> found = new HashMap<>();
        Map<Source, List<Sample>> taken = new LinkedHashMap<>();
        jobs.forEach(job -> job.shares().keySet().forEach(source -> taken.put(source, new ArrayList<>())));
        for (Job job : jobs) {
            List<Sample> samples = resources(job, found)
                    .map(resources -> samples(job, resources))
                    .orElse(List.of());
            job.shares().forEach((source, names) -> samples.stream()
                    .filter(sample -> names.contains(sample.meter().name()))
                    .forEach(taken.get(source)::add));
        }
        return taken;
    }

    /** Empty if there is nothing to ask the pollster for: none was found, or a discovery failed. */
    private Optional<List<Resource>> resources(Job job, Map<String, Optional<List<Resource>>> found) {
        List<Resource> resources = new ArrayList<>();
        job.resources().forEach(id -> resources.add(Resource.of(id, Map.of())));
        for (String discovery : job.discovery()) {
            found.computeIfAbsent(discovery, this::discover).ifPresent(resources::addAll);
        }
        return resources.isEmpty() && !job.needsNoResource() ? Optional.empty() : Optional.of(resources);
    }

    private Optional<List<Resource>> discover(String url) {
        int colon = url.indexOf("://");
        String name = colon < 0 ? url : url.substring(0, colon);
        String parameter = colon < 0 ? "" : url.substring(colon + 3);
        String what = "discovery " + name;
        Optional<Plugin<Discovery>> discovery = plugins.discovery(name);
        if (discovery.isEmpty()) {
            troubles.began(what, new IOException("no plugin offers it"));
            return Optional.empty();
        }
        try {
            List<Resource> resources = List.copyOf(discovery.get().service().discover(parameter, host));
            troubles.over(what);
            return Optional.of(resources);
        } catch (IOException e) {
            troubles.began(what, e);
        } catch (Throwable bug) { // a plugin's bug must not end the schedule
            troubles.began(what, bug);
        }
        return Optional.empty();
    }

    private List<Sample> samples(Job job, List<Resource> resources) {
        List<Sample> read = poll(job, resources);
        if (job.derived().isEmpty()) {
            return read;
        }
        List<Sample> all = new ArrayList<>(read);
        all.addAll(
                derivations.computeIfAbsent(job.key(), key -> new Derivation()).derive(job.derived(), read));
        return all;
    }

    private List<Sample> poll(Job job, List<Resource> resources) {
        String name = job.pollster().name();
        long start = System.nanoTime();
        try {
            List<Sample> samples = job.pollster().service().poll(new Turn(host, resources, job.read(), clock));
            List<Sample> sound = sound(samples, job.read(), MOST_SAMPLES_A_RESOURCE * Math.max(1, resources.size()));
            int bad = samples.size() - sound.size();
            tallies.success(name, sound.size(), bad, Duration.ofNanos(System.nanoTime() - start));
            if (bad > 0) {
                troubles.began(
                        name,
                        new IOException(bad + " of its samples were rejected: not finite, undeclared or too many"));
            } else {
                troubles.over(name);
            }
            return sound;
        } catch (IOException e) {
            troubles.began(name, e);
        } catch (Throwable bug) { // a plugin's bug, a missing class included, must not end the schedule
            troubles.began(name, bug);
        }
        tallies.failure(name, Duration.ofNanos(System.nanoTime() - start));
        return List.of();
    }

    private static List<Sample> sound(List<Sample> samples, Set<String> asked, int most) {
        List<Sample> sound = new ArrayList<>(Math.min(samples.size(), most));
        for (Sample sample : samples) {
            if (sample != null
                    && sound.size() < most
                    && asked.contains(sample.meter().name())
                    && sample.isSound()) {
                sound.add(sample);
            }
        }
        return sound;
    }
}
