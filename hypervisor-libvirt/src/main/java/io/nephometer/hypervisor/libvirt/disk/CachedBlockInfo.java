package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the bulk call and the host's files say of one disk of a running guest, as blockInfo has it. blockInfo itself wakes
 * the guest's monitor: it is asked only where the file cannot be looked at, and its answer kept.
 */
final class CachedBlockInfo {

    /** How long an answer of blockInfo is good. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** A file that takes something else than its qemu says so many times is another one. */
    private static final int MOST_UNEQUAL = 10;

    /** Asks blockInfo of this disk: returns empty where it cannot be asked now, and holds empty where it does not know. */
    interface Question {
        Optional<Optional<BlockInfo>> ask();
    }

    /** What the path led to. */
    private record Target(String path, long device, long inode) {}

    private Target proven;
    private int unequal;

    private String askedOf;
    private long asked;
    private Optional<BlockInfo> answer = Optional.empty();
    private long seen;

    /**
     * Returns empty where nothing is known.
     *
     * @param disk the bulk call's statistics of it
     */
    synchronized Optional<BlockInfo> info(
            Stats disk, Function<String, Optional<FileStat>> files, Question question, long nanos) {
        seen = nanos;
        Number taken = disk.number("physical");
        String path = disk.text("path").orElse(null);
        if (taken == null) { // an empty drive and a busy monitor have no capacity either
            return disk.number("capacity") == null ? Optional.empty() : kept(String.valueOf(path), question, nanos);
        }
        if (path == null) { // over the network
            return Optional.of(new BlockInfo(taken, taken));
        }
        FileStat look = files.apply(path).orElse(null);
        if (look != null && look.kind() == FileStat.Kind.BLOCK) {
            return Optional.of(new BlockInfo(disk.number("allocation"), taken));
        }
        if (look != null && look.kind() == FileStat.Kind.REGULAR && isTheSame(path, look, taken)) {
            return Optional.of(new BlockInfo(taken, look.length()));
        }
        return kept(path, question, nanos);
    }

    /**
     * Whether it is the file that qemu has open, not another one at the same path in another mount namespace or host. It
     * takes exactly what qemu says that its file takes; once that was so, it may grow between the two looks.
     */
    private boolean isTheSame(String path, FileStat look, Number taken) {
        Target target = new Target(path, look.device(), look.inode());
        if (look.taken() == taken.longValue()) {
            proven = target;
            unequal = 0;
        } else if (!target.equals(proven) || ++unequal > MOST_UNEQUAL) {
            proven = null;
        }
        return proven != null;
    }

    private Optional<BlockInfo> kept(String path, Question question, long nanos) {
        boolean isOfThis = path.equals(askedOf);
        if (!isOfThis || nanos - asked >= KEPT.toNanos()) {
            Optional<Optional<BlockInfo>> newest = question.ask();
            if (newest.isEmpty()) {
                return isOfThis ? answer : Optional.empty();
            }
            askedOf = path;
            asked = nanos;
            answer = newest.get();
        }
        return answer;
    }

    synchronized boolean isOld(long nanos) {
        return nanos - seen >= KEPT.toNanos();
    }
}
