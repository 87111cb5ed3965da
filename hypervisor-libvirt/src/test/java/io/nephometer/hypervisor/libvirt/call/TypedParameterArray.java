package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** An array of virTypedParameter as libvirt lays it out, filled by a test. */
final class TypedParameterArray {

    private record One(String field, int type, BiConsumer<Memory, Long> value) {}

    private final List<One> all = new ArrayList<>();

    TypedParameterArray add(String field, int type, BiConsumer<Memory, Long> value) {
        all.add(new One(field, type, value));
        return this;
    }

    TypedParameterArray unsignedLong(String field, long value) {
        return add(field, 4, (memory, at) -> memory.setLong(at, value));
    }

    int count() {
        return all.size();
    }

    Memory memory() {
        Memory memory = new Memory(Math.max(1, all.size()) * (long) TypedParameters.SIZE);
        memory.clear();
        for (int i = 0; i < all.size(); i++) {
            long start = i * (long) TypedParameters.SIZE;
            byte[] field = all.get(i).field.getBytes(StandardCharsets.UTF_8);
            memory.write(start, field, 0, field.length);
            memory.setInt(start + TypedParameters.TYPE, all.get(i).type);
            all.get(i).value.accept(memory, start + TypedParameters.VALUE);
        }
        return memory;
    }
}
