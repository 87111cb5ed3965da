package io.nephometer.it.soak;

import io.nephometer.it.lab.FaultInjection;
import io.nephometer.it.lab.SmallFileSystem;
import io.nephometer.it.lab.SmallFileSystem.State;
import java.nio.file.Path;

/** The disk of a soak: its state, and when it changed. Moments are in ns. */
final class SoakDisk implements AutoCloseable {

    private final SmallFileSystem fileSystem;
    private final FaultInjection faults;
    private State state = State.SOUND;
    private long lastSound;
    private long soundSince;
    private long readOnlySince;

    SoakDisk(Path directory, FaultInjection faults) {
        fileSystem = new SmallFileSystem(directory);
        this.faults = faults;
    }

    boolean is(State other) {
        return state == other;
    }

    /** @param now when the change began */
    void become(State next, long now) {
        if (state == State.SOUND) {
            lastSound = now;
        }
        if (next == State.READ_ONLY) {
            readOnlySince = System.nanoTime();
        }
        faults.delaySyncs(next == State.SLOW ? 1.5 : 0);
        fileSystem.become(next, "spool");
        state = next;
        if (next == State.SOUND) {
            soundSince = now;
        }
    }

    /** Returns the moment since which it may have taken nothing, or now. */
    long unwrittenSince(long now) {
        boolean isUnsure = state != State.SOUND || now - soundSince < SoakJournal.seconds(5);
        return isUnsure ? lastSound - SoakJournal.seconds(1) : now;
    }

    long readOnlySince() {
        return readOnlySince;
    }

    @Override
    public void close() {
        fileSystem.close();
    }
}
