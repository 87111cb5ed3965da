package io.nephometer.hypervisor.libvirt.host;

import java.io.FileInputStream;
import java.io.IOException;

/**
 * Parses small files provided by the kernel. All files are read into the same buffer. This class is not thread-safe.
 */
final class KernelFile {

    private static final int MAX_DIGITS = 18; // always fit into a long
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

    /**
     * Searches for a line that starts with the given text. If the line exists, moves to the end of the text and returns
     * true; otherwise, returns false without moving.
     */
    boolean find(String text) {
        for (int line = 0; line < end; line = indexBehind('\n', line)) {
            if (isAt(line, text)) {
                at = line + text.length();
                return true;
            }
        }
        return false;
    }

    private int indexBehind(char c, int from) {
        int i = from;
        while (i < end && bytes[i] != c) {
            i++;
        }
        return i + 1;
    }

    /** Skips the given text if it follows the current position, and returns whether the text was skipped. */
    boolean skip(String text) {
        skipBlanks();
        boolean found = isAt(at, text);
        at += found ? text.length() : 0;
        return found;
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
            throw malformed();
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

    /** Reads and returns the integer at the current position. */
    long number() throws IOException {
        skipBlanks();
        return digits();
    }

    /**
     * Reads a number of milliseconds with six decimal places and returns the time in nanoseconds. Like libvirt, this
     * method uses floating-point arithmetic for the conversion.
     */
    long millis() throws IOException {
        long whole = number();
        if (!isAt(at++, ".")) {
            throw malformed();
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
        if (at == start || at - start > MAX_DIGITS) {
            throw malformed();
        }
        return value;
    }

    private IOException malformed() {
        return new IOException(name + " is malformed");
    }
}
