package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataLimitsTest {

    private static final String LONG = "x".repeat(5000);

    @Test
    void aLongValueIsCutAndCounted() {
        assertThat(MetadataLimits.limited(Map.of("description", LONG)))
                .isEqualTo(Map.of("description", "x".repeat(4096), "metadata_cut", 1));
    }

    @Test
    void noCharacterIsCutInHalf() {
        String text = "x".repeat(4095) + "😀";
        assertThat(MetadataLimits.limited(Map.of("a", text))).containsEntry("a", "x".repeat(4095));
    }

    @Test
    void aValueWithALongNameIsLeftOutAndCounted() {
        assertThat(MetadataLimits.limited(Map.of("flavor", Map.of(LONG, 1, "id", "f"))))
                .isEqualTo(Map.of("flavor", Map.of("id", "f"), "metadata_cut", 1));
    }

    @Test
    void whatComesWhenAllIsUsedUpIsLeftOutAndCounted() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 100; i < 200; i++) {
            properties.put("p" + i, "x".repeat(1020));
        }
        Map<String, Object> within = MetadataLimits.limited(Map.of("", properties));
        assertThat((Map<?, ?>) within.get("")).hasSize(64);
        assertThat(within).containsEntry("metadata_cut", 36);
    }

    @Test
    void manyEmptyValuesAreBoundedByTheirNames() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 10_000; i < 30_000; i++) {
            properties.put("p" + i, "");
        }
        assertThat((Map<?, ?>) MetadataLimits.limited(Map.of("", properties)).get(""))
                .hasSize(65536 / 6);
    }

    @Test
    void whatIsWithinTheBoundsStaysAsItIs() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("display_name", "x".repeat(4096));
        metadata.put("image_ref", null);
        metadata.put("vcpus", 2L);
        metadata.put("flavor", Map.of("extra_specs", Map.of()));
        assertThat(MetadataLimits.limited(metadata)).isEqualTo(metadata);
        assertThat(MetadataLimits.limited(metadata).keySet()).containsExactlyElementsOf(metadata.keySet());
    }

    @Test
    void anOwnersNamesAreCutToo() {
        assertThat(MetadataLimits.limited(new Owner("u", LONG, null, null)))
                .isEqualTo(new Owner("u", "x".repeat(4096), null, null));
    }

    @Test
    void eachDeviceHasBoundsOfItsOwn() {
        assertThat(MetadataLimits.limitedEach(Map.of("vda", Map.of("disk_name", "vda"), "tap0", Map.of("fref", LONG))))
                .isEqualTo(Map.of(
                        "vda",
                        Map.of("disk_name", "vda"),
                        "tap0",
                        Map.of("fref", "x".repeat(4096), "metadata_cut", 1)));
    }

    @Test
    void aTenantsLongListCostsNothingButItself() {
        Map<String, Object> image = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            image.put("property" + i, "x".repeat(MetadataLimits.MAX_VALUE));
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("image_meta", image);
        metadata.put("disk_gb", 20L);
        assertThat(MetadataLimits.limited(metadata))
                .containsEntry("disk_gb", 20L)
                .containsKey("metadata_cut");
        assertThat(MetadataLimits.limited(metadata).keySet()).startsWith("image_meta", "disk_gb");
    }
}
