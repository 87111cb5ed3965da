package io.nephometer.hypervisor.libvirt;

import io.nephometer.api.Redaction;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where to connect to, and how long an answer may take. A mistake there must not keep the agent from metering: the default
 * stands in for what is wrong.
 *
 * @param mistakes what is wrong, and what is taken instead
 */
record LibvirtSettings(String uri, Duration timeout, List<String> mistakes) {

    static final String URI = "qemu:///system";
    static final String TIMEOUT = "10";

    private static final int LONGEST = 3600;

    static LibvirtSettings of(String uri, String seconds) {
        List<String> mistakes = new ArrayList<>();
        String where = uri.strip();
        if (!hasScheme(where)) {
            mistakes.add(wrong("uri", where, "a URI with a scheme", URI));
            where = URI;
        }
        String limit = seconds.strip();
        if (!isLimit(limit)) {
            mistakes.add(wrong("timeout", limit, "a number of seconds from 1 to " + LONGEST, TIMEOUT));
            limit = TIMEOUT;
        }
        return new LibvirtSettings(where, Duration.ofSeconds(Integer.parseInt(limit)), List.copyOf(mistakes));
    }

    private static boolean hasScheme(String uri) {
        try {
            return new java.net.URI(uri).getScheme() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isLimit(String seconds) {
        return seconds.matches("[0-9]{1,4}") && Integer.parseInt(seconds) >= 1 && Integer.parseInt(seconds) <= LONGEST;
    }

    private static String wrong(String key, String value, String right, String instead) {
        return "%s.cfg: %s=%s: %s would be right; the default, %s, is taken"
                .formatted(
                        LibvirtHypervisor.PID,
                        key,
                        Redaction.ofUrl(value).replaceAll("\\p{Cntrl}+", " "),
                        right,
                        instead);
    }
}
