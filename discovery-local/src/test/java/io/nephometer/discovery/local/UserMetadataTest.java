package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserMetadataTest {

    @Test
    void nothingForMeteringIsNothing() {
        assertThat(of(Map.of())).isEmpty();
        assertThat(of(Map.of("other", "a", "METERING.x", "1", "metering", "2", "a.metering.b", "3")))
                .isEmpty();
    }

    @Test
    void aKeyLosesItsPrefixAndItsDots() {
        assertThat(of(Map.of("metering.autoscale.group", "g", "other", "a"))).isEqualTo(Map.of("autoscale_group", "g"));
        assertThat(of(Map.of("metering.metering.x", "1"))).isEqualTo(Map.of("metering_x", "1"));
        assertThat(of(Map.of("metering.", "v"))).isEqualTo(Map.of("", "v"));
    }

    @Test
    void aKeyThatTheInstanceHasAlreadyIsLeftOut() {
        assertThat(of(Map.of("metering.ephemeral_gb", "42", "metering.ephemeral.gb", "43", "metering.a", "1")))
                .isEqualTo(Map.of("a", "1"));
    }

    @Test
    void theLastOfTwoThatComeToTheSameKeyIsTaken() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("metering.a.b", "1");
        tags.put("metering.a_b", "2");
        assertThat(of(tags)).isEqualTo(Map.of("a_b", "2"));
    }

    @Test
    void aLongValueIsCutBehind256Characters() {
        assertThat(of(Map.of("metering.a", "X".repeat(512)))).isEqualTo(Map.of("a", "X".repeat(256)));
        assertThat(of(Map.of("metering.a", "X".repeat(256)))).isEqualTo(Map.of("a", "X".repeat(256)));
    }

    @Test
    void aCharacterOfTwoHalvesCountsOnceAndIsNotCutInHalf() {
        assertThat(of(Map.of("metering.a", "😀".repeat(300)))).isEqualTo(Map.of("a", "😀".repeat(256)));
        assertThat(of(Map.of("metering.a", "😀".repeat(200)))).isEqualTo(Map.of("a", "😀".repeat(200)));
    }

    private static Map<String, Object> of(Map<String, String> tags) {
        return UserMetadata.select(tags, "ephemeral_gb"::equals).asMap();
    }
}
