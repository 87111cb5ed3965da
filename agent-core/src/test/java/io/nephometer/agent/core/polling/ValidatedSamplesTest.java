package io.nephometer.agent.core.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatedSamplesTest {

    private static final Meter METER = Meter.gauge("m", "");
    private static final Resource HOST = Resource.of("h", Map.of());
    private static final Moment NOW = Moment.now();
    private static final Sample SOUND = Sample.of(METER, HOST, 1L, NOW);
    private static final Sample UNASKED = Sample.of(Meter.gauge("other", ""), HOST, 1L, NOW);

    private static ValidatedSamples guard(List<Sample> samples) {
        return ValidatedSamples.of(samples, Set.of("m"), Map.of("m", METER), List.of(HOST), NOW.wall());
    }

    @Test
    void whatIsNotSoundIsCounted() {
        ValidatedSamples validated = guard(List.of(SOUND, UNASKED, SOUND));
        assertThat(validated.sound()).hasSize(2);
        assertThat(validated.rejected()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "3, 1", "5, 3"})
    void aListThatLiesAboutItsSizeIsCountedAsWhatCameOrAsWhatItSays(int size, int rejected) {
        List<Sample> given = List.of(SOUND, UNASKED, SOUND);
        ValidatedSamples validated = guard(new AbstractList<>() {
            @Override
            public Sample get(int index) {
                return given.get(index);
            }

            @Override
            public Iterator<Sample> iterator() {
                return given.iterator();
            }

            @Override
            public int size() {
                return size;
            }
        });
        assertThat(validated.sound()).hasSize(2);
        assertThat(validated.rejected()).isEqualTo(rejected);
    }

    @Test
    void aSampleOfADeclaredNameButAnotherTypeOrUnitIsRejected() {
        Sample otherType = Sample.of(Meter.cumulative("m", ""), HOST, 1L, NOW);
        Sample otherUnit = Sample.of(Meter.gauge("m", "B"), HOST, 1L, NOW);
        ValidatedSamples validated = guard(List.of(otherType, SOUND, otherUnit));
        assertThat(validated.sound()).containsExactly(SOUND);
        assertThat(validated.rejected()).isEqualTo(2);
    }
}
