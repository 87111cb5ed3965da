package io.nephometer.hypervisor.libvirt;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** Where to connect to, and how long an answer may take. */
record Settings(String uri, Duration timeout) {

    private static final long LONGEST = 3600;

    /** @throws IllegalArgumentException that tells the operator where and how to mend it */
    static Settings of(String uri, long seconds) {
        if (!hasScheme(uri)) {
            throw wrong("uri", uri, "is no URI with a scheme", "qemu:///system");
        }
        if (seconds < 1 || seconds > LONGEST) {
            throw wrong("timeout", seconds, "is no number of seconds from 1 to " + LONGEST, "10");
        }
        return new Settings(uri, Duration.ofSeconds(seconds));
    }

    private static boolean hasScheme(String uri) {
        try {
            return new URI(uri).getScheme() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static IllegalArgumentException wrong(String key, Object value, String why, String right) {
        return new IllegalArgumentException("%s: %s=%s %s; set for example %s=%s in conf/%1$s.cfg"
                .formatted(LibvirtHypervisor.PID, key, value, why, key, right));
    }
}
