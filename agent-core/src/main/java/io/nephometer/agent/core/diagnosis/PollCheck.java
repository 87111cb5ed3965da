package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Formula;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.text.HumanNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of checking whether a meter can be polled, based on a trial poll and on the agent's last turn.
 *
 * @param because the sentences that explain the result
 * @param remedy the advice for the operator, or empty if the trial poll returned a sample
 */
record PollCheck(List<String> because, String remedy) {

    private static final int MAX_NAMED = 5;

    boolean hasSample() {
        return remedy.isEmpty();
    }

    static PollCheck of(Meter meter, Plugin<Pollster> provider, List<Source> polling, DiagnosisFacts facts) {
        PollResult result = facts.result();
        List<String> discoveries = discoveries(provider, polling);
        List<String> because = new ArrayList<>();
        discoveries.stream().map(HealthKey::discovery).distinct().forEach(discovery -> {
            String trouble = result.problems().get(discovery);
            if (trouble != null) {
                because.add("The " + discovery + " fails: " + trouble);
            }
        });
        if (!because.isEmpty() && result.samples().isEmpty()) {
            return new PollCheck(because, "fix what it reports; the agent tries again at each turn.");
        }
        boolean noneFound = result.resources().isEmpty()
                && polling.stream().allMatch(source -> source.resources().isEmpty());
        if (!discoveries.isEmpty() && noneFound) {
            because.add("The discovery " + String.join(", ", discoveries) + " finds no resource on this host.");
            return new PollCheck(
                    because,
                    "start an instance, or check the hypervisor: "
                            + facts.status().hypervisor() + ".");
        }
        return polled(meter, provider, facts, because);
    }

    /** Returns the discoveries that the polling plan selects for the given sources. */
    private static List<String> discoveries(Plugin<Pollster> provider, List<Source> polling) {
        List<String> needed = provider.service().discovery();
        return polling.stream()
                .flatMap(source -> needed.isEmpty()
                        ? needed.stream()
                        : source.discovery().isEmpty() && source.resources().isEmpty()
                                ? needed.stream()
                                : source.discovery().stream())
                .distinct()
                .toList();
    }

    private static PollCheck polled(
            Meter meter, Plugin<Pollster> provider, DiagnosisFacts facts, List<String> because) {
        String reported = facts.status().problems().get(HealthKey.plugin(provider.name()));
        String now = facts.result().problems().get(HealthKey.plugin(provider.name()));
        List<Sample> samples = facts.result().samples().stream()
                .filter(sample -> sample.meter().name().equals(meter.name()))
                .toList();
        if (samples.isEmpty() && (now != null || reported != null)) {
            because.add(provider.name() + " fails: " + (now == null ? reported : now));
            return new PollCheck(because, "fix what it reports; the agent tries again by itself.");
        }
        if (samples.isEmpty()) {
            return meter.isDerived()
                    ? notComputed(meter, facts, because)
                    : provider.service().discovery().isEmpty()
                            ? ofHost(provider, because)
                            : absent(provider.name() + ", polled just now, returned no sample of it", facts, because);
        }
        if (reported != null && facts.isResting(provider.name())) {
            because.add(provider.name()
                    + " provides it when polled now, but the agent does not poll it for a while, as it failed"
                    + " repeatedly: " + reported);
            return new PollCheck(because, "wait: the agent tries again by itself.");
        }
        if (reported != null && !reported.equals(now)) { // the failure may concern other meters
            because.add(provider.name() + " provides it when polled now; in the agent's last turn it reported: "
                    + reported);
        }
        because.add(last(samples));
        List<Resource> withoutSample = withoutSample(samples, facts.result().resources());
        if (!withoutSample.isEmpty()) {
            because.add("Without a sample: " + named(withoutSample));
        }
        return new PollCheck(because, "");
    }

    private static PollCheck notComputed(Meter meter, DiagnosisFacts facts, List<String> because) {
        Formula formula = meter.formula().orElseThrow();
        List<String> missing = formula.counters().stream()
                .filter(counter -> facts.result().samples().stream()
                        .noneMatch(sample -> sample.meter().name().equals(counter)))
                .toList();
        if (!missing.isEmpty()) {
            return absent(
                    "Polled just now, no resource had a sample of " + String.join(" or ", missing), facts, because);
        }
        because.add("Its counters were read twice just now, and nothing could be computed from them"
                + (formula instanceof Formula.Utilisation use
                        ? ": the samples of " + use.counter() + " do not contain " + use.units() + "."
                        : "."));
        return new PollCheck(
                because,
                "ask again: a counter that was reset between the two readings has no value until the next"
                        + " reading.");
    }

    /** Explains why a pollster that needs no resources returned no samples. */
    private static PollCheck ofHost(Plugin<Pollster> provider, List<String> because) {
        because.add(provider.name() + ", polled just now, returned no sample of it: this host does not report it.");
        return new PollCheck(
                because,
                "check whether this host has what the meter describes, for example a device."
                        + " The agent is not at fault.");
    }

    private static PollCheck absent(String fact, DiagnosisFacts facts, List<String> because) {
        because.add(fact + ": the hypervisor (" + facts.status().hypervisor() + ") or the guest does not report it.");
        if (!facts.result().resources().isEmpty()) {
            because.add("Polled: " + named(facts.result().resources()));
        }
        boolean anyRuns = facts.result().resources().stream()
                .anyMatch(resource -> "running".equals(resource.metadata().getOrDefault("state", "running")));
        return new PollCheck(
                because,
                anyRuns
                        ? "check whether the instances have what the meter describes: a disk, an interface,"
                                + " a balloon driver in the guest. The agent is not at fault."
                        : "start an instance: an instance that is off has no such values.");
    }

    private static String last(List<Sample> samples) {
        long resources = samples.stream()
                .map(sample -> sample.resource().id())
                .distinct()
                .count();
        Sample sample = samples.get(samples.size() - 1);
        String unit = sample.meter().unit();
        return "Read just now for %s %s, the last %s%s of %s."
                .formatted(
                        resources,
                        resources == 1 ? "resource" : "resources",
                        HumanNumbers.volume(sample.volume()),
                        unit.isEmpty() ? "" : " " + unit,
                        sample.resource().id());
    }

    /**
     * Returns the resources for which no sample exists. A sample may describe part of a resource, such as one disk of
     * an instance.
     */
    private static List<Resource> withoutSample(List<Sample> samples, List<Resource> resources) {
        return resources.stream()
                .filter(resource -> samples.stream()
                        .map(Sample::resource)
                        .noneMatch(sampled -> sampled.id().contains(resource.id())
                                || resource.id().equals(sampled.metadata().get("instance_id"))))
                .toList();
    }

    private static String named(List<Resource> resources) {
        String names = resources.stream()
                .map(resource -> resource.metadata().getOrDefault("display_name", resource.id()) + " ("
                        + resource.metadata().getOrDefault("state", "state unknown") + ")")
                .sorted()
                .limit(MAX_NAMED)
                .collect(Collectors.joining(", "));
        int more = resources.size() - MAX_NAMED;
        return names + (more > 0 ? " and " + more + " more." : ".");
    }
}
