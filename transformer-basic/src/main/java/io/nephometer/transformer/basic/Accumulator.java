package io.nephometer.transformer.basic;

import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import java.util.ArrayList;
import java.util.List;

/** Holds back samples until a given number of samples has been collected. */
final class Accumulator implements Transformer {

    private final List<Sample> held = new ArrayList<>();
    private final long size;

    /**
     * @param size the number of samples to collect before they are released; 0 means that each sample is passed on
     *     immediately
     */
    Accumulator(long size) {
        this.size = size;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        if (size == 0) {
            return List.of(sample);
        }
        held.add(sample);
        return List.of();
    }

    @Override
    public List<Sample> flush() {
        return held.size() < size ? List.of() : close();
    }

    @Override
    public long held() {
        return held.size();
    }

    @Override
    public List<Sample> close() {
        List<Sample> all = List.copyOf(held);
        held.clear();
        return all;
    }
}
