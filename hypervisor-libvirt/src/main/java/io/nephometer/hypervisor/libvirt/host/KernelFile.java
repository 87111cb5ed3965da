package io.nephometer.hypervisor.libvirt.host;

import java.io.FileInputStream;
import java.io.IOException;

/** A small file of the kernel's, read at once into a buffer that is used again, and then word by word. For one thread. */
final class KernelFile {

    private static final int MOST_DIGITS = 18; // that a long surely holds
    private static final long MILLION = 1_000_000;

    private final byte[] bytes = new byte[2048];
    private String name;
    private int end;
    private int at;

    KernelFile read(String file) throws IOException {
        try (FileInputStream stream = new FileInputStream(file)) {
            end = Math.max(0, stream.read(bytes));
        }
        name = file;
        at = 0;
        return this;
    }

    /** Goes behind the text at the start of a line; stays if there is none. */
    boolean find(String text) {
        for (int line = 0; line < end; line = behindNext('\n', line)) {
            if (isAt(line, text)) {
                at = line + text.length();
                return true;
            }
        }
        return false;
    }

    private int behindNext(char c, int from) {
        int i = from;
        while (i < end && bytes[i] != c) {
            i++;
        }
        return i + 1;
    }

    /** Goes behind the text if it comes next. */
    boolean skip(String text) {
        skipBlanks();
        boolean is = isAt(at, text);
        at += is ? text.length() : 0;
        return is;
    }

    private boolean isAt(int start, String text) {
        if (start + text.length() > end) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void skip(int words) {
        for (int i = 0; i < words; i++) {
            skipBlanks();
            while (at < end && !isBlank(bytes[at])) {
                at++;
            }
        }
    }

    void skipToLast(char c) throws IOException {
        int last = end - 1;
        while (last >= 0 && bytes[last] != c) {
            last--;
        }
        if (last < 0) {
            throw unlikely();
        }
        at = last;
    }

    private void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == ':';
    }

    /** The whole number that comes next. */
    long number() throws IOException {
        skipBlanks();
        return digits();
    }

    /** Milliseconds with six decimals, in nanoseconds as libvirt has them: by way of a floating point number. */
    long millis() throws IOException {
        long whole = number();
        if (!isAt(at++, ".")) {
            throw unlikely();
        }
        double millis = (double) (whole * MILLION + digits()) / MILLION;
        return (long) (millis * MILLION);
    }

    private long digits() throws IOException {
        int start = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = 10 * value + bytes[at++] - '0';
        }
        if (at == start || at - start > MOST_DIGITS) {
            throw unlikely();
        }
        return value;
    }

    private IOException unlikely() {
        return new IOException(name + " is not as the kernel writes it");
    }
}
