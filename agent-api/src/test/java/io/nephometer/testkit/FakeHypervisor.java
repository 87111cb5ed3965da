package io.nephometer.testkit;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A hypervisor that answers from recordings. It remembers the questions that it was asked, and fails on demand.
 *
 * <pre>{@code
 * FakeHypervisor hypervisor = new FakeHypervisor().running("u1", Recording.TWO_DISKS).shutOff("u2");
 * }</pre>
 *
 */
public final class FakeHypervisor implements Hypervisor {

    /** The moment at which all statistics were read. */
    public static final Moment READ = new Moment(Instant.parse("2026-11-01T12:00:00Z"), 0);

    private static final int RUNNING = 1;
    private static final int SHUT_OFF = 5;
    private static final Recording NOTHING = Recording.of("");

    private final Map<String, Domain> domains = new LinkedHashMap<>();
    private final Map<String, Recording> recordings = new LinkedHashMap<>();
    private final Map<String, String> xmls = new LinkedHashMap<>();
    private final List<String> questions = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int starts;
    private long deviceIncarnation = -1;

    /** Starts a domain, which from now on has these statistics. */
    public FakeHypervisor running(String uuid, Recording recording) {
        recordings.put(uuid, recording);
        return domain(new Domain(uuid, uuid, ++starts, RUNNING));
    }

    /** Shuts off a domain: it is defined but does not run, so only its state is known. */
    public FakeHypervisor shutOff(String uuid) {
        recordings.remove(uuid);
        return domain(new Domain(uuid, uuid, -1, SHUT_OFF));
    }

    /** Adds a domain or replaces its list entry. Its statistics and its XML stay as they are. */
    public FakeHypervisor domain(Domain domain) {
        domains.put(domain.uuid(), domain);
        return this;
    }

    public FakeHypervisor xml(String uuid, String xml) {
        xmls.put(uuid, xml);
        return this;
    }

    /** Puts all interfaces and disks into this incarnation from now on. */
    public FakeHypervisor devicesIn(long incarnation) {
        deviceIncarnation = incarnation;
        return this;
    }

    /** Removes a domain. */
    public FakeHypervisor without(String uuid) {
        domains.remove(uuid);
        recordings.remove(uuid);
        xmls.remove(uuid);
        return this;
    }

    /** Makes each question fail from now on. */
    public FakeHypervisor failing(String why) {
        return failing("", why);
    }

    /** Makes each question fail that begins with a prefix ({@code xml}, {@code xml UUID}) from now on. */
    public FakeHypervisor failing(String question, String why) {
        failures.put(question, why);
        return this;
    }

    /** Makes the hypervisor answer every question again. */
    public FakeHypervisor answering() {
        failures.clear();
        return this;
    }

    /**
     * Returns the questions since the last call of this method: {@code domains}, {@code xml UUID},
     * {@code stats [CPU, VCPU]}.
     */
    public synchronized List<String> questions() {
        List<String> asked = List.copyOf(questions);
        questions.clear();
        return asked;
    }

    @Override
    public List<Domain> domains() throws IOException {
        asked("domains");
        return List.copyOf(domains.values());
    }

    @Override
    public Optional<String> xml(Domain domain) throws IOException {
        asked("xml " + domain.uuid());
        return Optional.ofNullable(xmls.get(domain.uuid()));
    }

    /** Returns the statistics of the running domains; of all domains if only their state is requested. */
    @Override
    public Map<String, Stats> stats(Set<Group> groups) throws IOException {
        asked("stats " + EnumSet.copyOf(groups));
        boolean all = groups.equals(Set.of(Group.STATE));
        Map<String, Stats> answer = new LinkedHashMap<>();
        for (Domain domain : domains.values()) {
            if (all || domain.id() >= 0) {
                Stats.Builder stats =
                        recordings.getOrDefault(domain.uuid(), NOTHING).of(groups);
                if (groups.contains(Group.STATE)) {
                    stats.put(null, 0, "state.state", (long) domain.state());
                }
                answer.put(domain.uuid(), incarnated(stats.build(READ)));
            }
        }
        return answer;
    }

    private Stats incarnated(Stats stats) {
        Stats incarnated = stats;
        for (String group : List.of("net", "block")) {
            List<Stats> devices = stats.each(group).stream()
                    .map(device -> device.in(deviceIncarnation))
                    .toList();
            incarnated = incarnated.with(group, devices);
        }
        return incarnated;
    }

    @Override
    public String status() {
        return failures.isEmpty() ? "fake, connected" : "fake, " + failures;
    }

    private synchronized void asked(String question) throws IOException {
        questions.add(question);
        for (Map.Entry<String, String> failure : failures.entrySet()) {
            if (question.startsWith(failure.getKey())) {
                throw new IOException(failure.getValue());
            }
        }
    }
}
