package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceTest {

    @Test
    void aPartHasItsOwnMetadataBesideThatOfTheWhole() {
        Owner owner = new Owner("u", null, "p", null);
        Resource whole = new Resource("u1", owner, Map.of("name", "instance-1"), Map.of("vda", Map.of()), 7);
        assertThat(whole.part("u1-vda", Map.of("disk_name", "vda")))
                .isEqualTo(
                        new Resource("u1-vda", owner, Map.of("name", "instance-1", "disk_name", "vda"), Map.of(), 7));
    }

    @Test
    void metadataMayHaveNullValues() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("image_ref", null);
        assertThat(Resource.of("u1", metadata).part("u1-vda", Map.of()).metadata())
                .containsEntry("image_ref", null);
    }
}
