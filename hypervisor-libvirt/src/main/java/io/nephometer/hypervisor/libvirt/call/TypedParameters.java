package io.nephometer.hypervisor.libvirt.call;

import com.sun.jna.Pointer;
import io.nephometer.hypervisor.Stats;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads an array of libvirt's virTypedParameter structures as laid out in memory on 64-bit machines. The whole array is
 * copied at once, because reading each element through a JNA Structure takes a hundred times as long. This class is not
 * thread-safe.
 */
final class TypedParameters {

    static final int SIZE = 96;
    static final int TYPE = 80;
    static final int VALUE = 88;

    /**
     * The maximum number of cached names, chosen to accommodate hundreds of devices. The size of the cache is limited
     * because the names are untrusted input.
     */
    private static final int MAX_NAMES = 8192;

    private final Map<ByteBuffer, StatName> names = new HashMap<>();
    private ByteBuffer block = blockOf(128);

    /** Adds all parameters with values of a known type to the statistics. */
    void read(Pointer parameters, int count, Stats.Builder stats) {
        if (count <= 0) {
            return;
        }
        int length = Math.multiplyExact(count, SIZE);
        if (block.capacity() < length) {
            block = blockOf(count);
        }
        parameters.read(0, block.array(), 0, length);
        for (int at = 0; at < length; at += SIZE) {
            Object value = value(at);
            if (value != null) {
                StatName name = name(at);
                stats.put(name.group(), name.index(), name.name(), value);
            }
        }
    }

    private Object value(int at) {
        int value = at + VALUE;
        return switch (block.getInt(at + TYPE)) {
            case 1 -> (long) block.getInt(value);
            case 2 -> Integer.toUnsignedLong(block.getInt(value));
            case 3 -> block.getLong(value);
            case 4 -> unsigned(block.getLong(value));
            case 5 -> block.getDouble(value);
            case 6 -> block.get(value) == 0 ? 0L : 1L;
            case 7 -> text(block.getLong(value));
            default -> null;
        };
    }

    static Number unsigned(long value) {
        return value >= 0 ? (Number) value : new BigInteger(Long.toUnsignedString(value));
    }

    private static String text(long address) {
        return address == 0 ? null : new Pointer(address).getString(0, "UTF-8");
    }

    private StatName name(int at) {
        int end = at;
        while (end < at + TYPE && block.get(end) != 0) {
            end++;
        }
        ByteBuffer raw = ByteBuffer.wrap(block.array(), at, end - at);
        StatName known = names.get(raw);
        return known != null ? known : parse(raw);
    }

    private StatName parse(ByteBuffer raw) {
        if (names.size() >= MAX_NAMES) {
            names.clear();
        }
        byte[] own = new byte[raw.remaining()];
        raw.get(raw.position(), own);
        StatName name = StatName.parse(new String(own, StandardCharsets.UTF_8));
        names.put(ByteBuffer.wrap(own), name);
        return name;
    }

    private static ByteBuffer blockOf(int parameters) {
        return ByteBuffer.allocate(parameters * SIZE).order(ByteOrder.nativeOrder());
    }
}
