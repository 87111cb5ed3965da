package io.nephometer.agent.core.delivery;

import io.nephometer.api.Sample;
import java.util.ArrayDeque;
import java.util.List;

/** Turns that wait in memory for a plugin, the oldest first; only so many samples have room. */
final class Held {

    /** The samples of one source's turn. */
    record Turn(String source, List<Sample> samples) {}

    private static final int MOST_SAMPLES = 50_000; // some 10 MB

    private final ArrayDeque<Turn> turns = new ArrayDeque<>();
    private long samples;

    /** Returns how many samples had to go for it, the oldest. */
    long add(String source, List<Sample> turn) {
        turns.addLast(new Turn(source, turn));
        samples += turn.size();
        long gone = 0;
        while (samples > MOST_SAMPLES && turns.size() > 1) {
            gone += next().samples().size();
        }
        return gone;
    }

    /** The oldest is not held any more. */
    Turn next() {
        Turn turn = turns.removeFirst();
        samples -= turn.samples().size();
        return turn;
    }

    /** Lets all go; how many samples that were. */
    long clear() {
        long gone = samples;
        turns.clear();
        samples = 0;
        return gone;
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }

    long samples() {
        return samples;
    }
}
