package io.nephometer.format.ceilometer;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.nephometer.format.json.value.JsonValueWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Formats values the way Python 3 prints values parsed from JSON. Ceilometer signs the resulting text. */
final class PythonFormatter {

    private static final int MIN_PLAIN_POWER = -4; // the range of powers of ten that Python prints without an exponent
    private static final int MAX_PLAIN_POWER = 16;

    private PythonFormatter() {}

    /** Returns the text that Python's {@code str()} function returns for a value. */
    static String str(Object value) {
        if (value instanceof Map || value instanceof Iterable) {
            StringBuilder text = new StringBuilder();
            element(value, text);
            return text.toString();
        }
        return scalar(value);
    }

    private static String scalar(Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        } else if (value instanceof Number number) {
            return number(number);
        }
        return JsonValueWriter.replaceLoneSurrogates(value.toString());
    }

    /**
     * Appends an element of a list or map to the text. Ceilometer converts each text element to bytes before printing
     * it.
     */
    private static void element(Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<String, Object> entry : MessageSigner.sorted(map).entrySet()) {
                bytes(entry.getKey(), text.append(separator));
                element(entry.getValue(), text.append(": "));
                separator = ", ";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            String separator = "";
            text.append('[');
            for (Object each : list) {
                element(each, text.append(separator));
                separator = ", ";
            }
            text.append(']');
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            text.append(scalar(value));
        } else {
            bytes(scalar(value), text);
        }
    }

    private static void bytes(String value, StringBuilder text) {
        char quote = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
        text.append('b').append(quote);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            switch (b) {
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> {
                    if (b < ' ' || b == 0x7F) { // also true for bytes outside ASCII, which are negative
                        text.append(String.format(Locale.ROOT, "\\x%02x", b & 0xFF));
                    } else {
                        text.append(b == quote || b == '\\' ? "\\" : "").append((char) b);
                    }
                }
            }
        }
        text.append(quote);
    }

    /**
     * Formats a number in the same way as Python. Python parses a number with a decimal point or an exponent as a
     * float, and any other number as an int.
     */
    private static String number(Number number) {
        if (number instanceof Double real) {
            return Double.isFinite(real) ? real(real) : "None"; // JSON cannot represent infinity or NaN
        }
        String written = number.toString();
        if (number instanceof Float real && !Float.isFinite(real)) {
            return "None";
        }
        return written.matches("-?\\d+") ? written : real(Double.parseDouble(written));
    }

    private static String real(double value) {
        String sign = value < 0 || 1 / value < 0 ? "-" : "";
        if (value == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(Math.abs(value), true)).stripTrailingZeros();
        int power = shortest.precision() - shortest.scale() - 1;
        if (power >= MIN_PLAIN_POWER && power < MAX_PLAIN_POWER) {
            String plain = shortest.toPlainString();
            return sign + plain + (plain.contains(".") ? "" : ".0");
        }
        String digits = shortest.unscaledValue().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String exponent = (Math.abs(power) < 10 ? "0" : "") + Math.abs(power);
        return sign + digits.charAt(0) + fraction + "e" + (power < 0 ? "-" : "+") + exponent;
    }
}
