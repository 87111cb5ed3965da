package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Redaction;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The libvirt URI to connect to and the time limit for an answer. An invalid value is replaced by the default value,
 * because a mistake in the settings must not stop metering.
 *
 * @param mistakes descriptions of the invalid values, each with the default that is used instead
 */
record LibvirtSettings(String uri, Duration timeout, List<String> mistakes) {

    static final String URI = "qemu:///system";
    static final String TIMEOUT = "10";

    private static final int MAX_SECONDS = 3600;

    static LibvirtSettings of(String uri, String seconds) {
        List<String> mistakes = new ArrayList<>();
        String checkedUri = uri.strip();
        if (!hasScheme(checkedUri)) {
            mistakes.add(invalid("uri", checkedUri, "a URI with a scheme", URI));
            checkedUri = URI;
        }
        String limit = seconds.strip();
        if (!isLimit(limit)) {
            mistakes.add(invalid("timeout", limit, "a number of seconds from 1 to " + MAX_SECONDS, TIMEOUT));
            limit = TIMEOUT;
        }
        return new LibvirtSettings(checkedUri, Duration.ofSeconds(Integer.parseInt(limit)), List.copyOf(mistakes));
    }

    private static boolean hasScheme(String uri) {
        try {
            return new java.net.URI(uri).getScheme() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isLimit(String seconds) {
        return seconds.matches("[0-9]{1,4}")
                && Integer.parseInt(seconds) >= 1
                && Integer.parseInt(seconds) <= MAX_SECONDS;
    }

    private static String invalid(String key, String value, String expected, String instead) {
        return "%s.cfg: %s=%s: expected %s; the default, %s, is taken"
                .formatted(
                        LibvirtHypervisor.PID,
                        key,
                        Redaction.ofUrl(value).replaceAll("\\p{Cntrl}+", " "),
                        expected,
                        instead);
    }
}
