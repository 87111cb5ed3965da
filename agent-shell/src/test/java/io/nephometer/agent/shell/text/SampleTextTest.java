package io.nephometer.agent.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import java.math.BigInteger;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTextTest {

    private static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    private static final Meter LONG = Meter.cumulative("compute.node.network.incoming.bytes", "instruction");

    private static String line(Meter meter, String resource, Number volume) {
        return SampleText.line(Fixtures.sample(meter, Resource.of(resource, Map.of()), volume), ZoneOffset.UTC);
    }

    @Test
    void noSampleIsWiderThanAHundredColumns() {
        assertThat(line(LONG, "instance-00000001-" + UUID + "-tap0", new BigInteger("18446744073709551615")))
                .hasSizeLessThanOrEqualTo(100);
        assertThat(line(LONG, UUID, Double.MAX_VALUE)).hasSizeLessThanOrEqualTo(100);
        assertThat(line(LONG, UUID, BigInteger.TEN.pow(200))).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void whatTenantsNamedCannotMoveTheCursor() {
        assertThat(line(LONG, "a\u001b[2Jb\n", 1)).contains("a?[2Jb?").hasLineCount(1);
    }

    @Test
    void digitsAreNotLeftOutAndTheColumnsStay() {
        Meter cpu = Meter.cumulative("cpu", "ns");
        assertThat(SampleText.HEAD + "\n" + line(cpu, UUID, 7) + "\n" + line(cpu, UUID + "-vda", Long.MAX_VALUE))
                .isEqualTo("""
                        TIME      METER                            RESOURCE                                VOLUME  UNIT
                        12:00:00  cpu                              6695eb01-f6a4…a-97f2502e193f                 7  ns
                        12:00:00  cpu                              6695eb01-f6a…502e193f-vda  9223372036854775807  ns""");
    }
}
