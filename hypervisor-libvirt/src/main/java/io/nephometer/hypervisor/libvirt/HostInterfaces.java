package io.nephometer.hypervisor.libvirt;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the interfaces of instances where the host counts them, in one look at {@code /proc/net/dev}: libvirt scans that file
 * from its top for each interface. An instance is read so only after libvirt's own figures have proven to be the same, and for
 * a while: else its counters might be another network's, or mean the other direction.
 */
final class HostInterfaces {

    private static final Duration PROVEN = Duration.ofMinutes(10);
    private static final String GROUP = "net";

    /** In the order of {@link Links#swapped}. */
    private static final List<String> NAMES =
            List.of("rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop");

    /**
     * What a proof was about.
     *
     * @param holds whether it came out well
     * @param links by libvirt's index
     */
    private record Proof(int domainId, Instant when, boolean holds, Map<Integer, String> links) {}

    private final Path file;
    private final Path classes;
    private final InstantSource clock;
    private final Map<String, Proof> proofs = new ConcurrentHashMap<>();

    /**
     * @param file {@code /proc/net/dev}
     * @param classes {@code /sys/class/net}
     */
    HostInterfaces(Path file, Path classes, InstantSource clock) {
        this.file = file;
        this.classes = classes;
        this.clock = clock;
    }

    /** A question to libvirt. */
    interface Question {
        Map<String, Stats> ask() throws IOException;
    }

    /** Whether all of these instances are proven: then {@link #read} tells what libvirt would. */
    boolean areProven(List<Domain> running) {
        Instant now = clock.instant();
        return running.stream().allMatch(domain -> {
            Proof proof = proofs.get(domain.uuid());
            return proof != null && proof.holds && isOf(proof, domain, now);
        });
    }

    private static boolean isOf(Proof proof, Domain domain, Instant now) {
        return proof.domainId == domain.id()
                && Duration.between(proof.when, now).abs().compareTo(PROVEN) < 0;
    }

    /** Whether another proof might show more than the last one did. */
    boolean isWorthAProof(List<Domain> running) {
        Instant now = clock.instant();
        return running.stream().anyMatch(domain -> {
            Proof proof = proofs.get(domain.uuid());
            return proof == null || !isOf(proof, domain, now);
        });
    }

    /** Empty if the file cannot be read or a link has gone from it. */
    Optional<Map<String, Stats>> read(List<Domain> running) {
        try {
            Links links = Links.of(file);
            Map<String, Stats> all = new HashMap<>();
            for (Domain domain : running) {
                Proof proof = proofs.get(domain.uuid());
                if (proof == null || !links.counters().keySet().containsAll(proof.links.values())) {
                    return Optional.empty();
                }
                all.put(domain.uuid(), stats(proof.links, links));
            }
            return Optional.of(all);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stats stats(Map<Integer, String> names, Links links) {
        Stats.Builder stats = Stats.builder();
        stats.put(null, 0, GROUP + ".count", (long) names.size());
        names.forEach((index, link) -> {
            long[] counters = links.swapped(link);
            stats.put(GROUP, index, "name", link);
            for (int i = 0; i < NAMES.size(); i++) {
                stats.put(GROUP, index, NAMES.get(i), number(counters[i]));
            }
        });
        return stats.build(links.read());
    }

    private static Number number(long unsigned) {
        return unsigned >= 0 ? (Number) unsigned : new BigInteger(Long.toUnsignedString(unsigned));
    }

    /** libvirt's answer; compared with what the host counted before and after it. */
    Map<String, Stats> prove(List<Domain> running, Question question) throws IOException {
        Optional<Links> before = look();
        Map<String, Stats> answer = question.ask();
        Optional<Links> after = look();
        Instant now = clock.instant();
        Map<String, Proof> next = new HashMap<>();
        for (Domain domain : running) {
            Stats stats = answer.get(domain.uuid());
            if (stats != null) {
                Map<Integer, String> names = new HashMap<>();
                stats.each(GROUP)
                        .forEach(nic -> names.put(nic.index(), nic.text("name").orElse("")));
                boolean holds = before.isPresent()
                        && after.isPresent()
                        && stats.each(GROUP).stream().allMatch(nic -> isBetween(nic, before.get(), after.get()));
                next.put(domain.uuid(), new Proof(domain.id(), now, holds, names));
            }
        }
        proofs.keySet().retainAll(next.keySet());
        proofs.putAll(next);
        return answer;
    }

    private Optional<Links> look() {
        try {
            return Optional.of(Links.of(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * In the guest's directions. If also in the host's, as those of an idle one are, only of a tap it is known which of them
     * libvirt takes.
     */
    private boolean isBetween(Stats nic, Links before, Links after) {
        String link = nic.text("name").orElse("");
        long[] least = before.swapped(link);
        long[] most = after.swapped(link);
        return least != null
                && most != null
                && fits(nic, least, most, 0)
                && (!fits(nic, least, most, Links.EACH_WAY) || isTap(link));
    }

    private boolean isTap(String link) {
        return Files.exists(classes.resolve(link).resolve("tun_flags"));
    }

    /** @param turned by how many places the counters are turned: 0, or those of a direction */
    private static boolean fits(Stats nic, long[] least, long[] most, int turned) {
        for (int i = 0; i < NAMES.size(); i++) {
            int at = (i + turned) % NAMES.size();
            Number told = nic.number(NAMES.get(i));
            if (told == null
                    || Long.compareUnsigned(told.longValue(), least[at]) < 0
                    || Long.compareUnsigned(told.longValue(), most[at]) > 0) {
                return false;
            }
        }
        return true;
    }

    /** For the operator's eyes. */
    @Override
    public String toString() {
        return file.toString();
    }
}
