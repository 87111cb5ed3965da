package io.nephometer.agent.core.view;

import io.nephometer.api.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;

/**
 * The identity of this agent, which each message carries.
 *
 * @param host the name of the host
 * @param epoch identifies one run of the agent: it is different after each start
 */
public record Identity(String host, String epoch, String version, Instant started) {

    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

    /** @param host the configured host name; if it is blank, the kernel's is used */
    public static Identity of(BundleContext context, String host) throws IOException {
        Instant now = Instant.now();
        return new Identity(
                host.isBlank() ? Files.readString(KERNELS_NAME).strip() : host.strip(),
                Long.toString(now.toEpochMilli(), Character.MAX_RADIX), // short, because each sample's id contains it
                context.getBundle().getVersion().toString(),
                now);
    }

    /** Returns the origin of the messages of one route. */
    public Origin origin(String route, Supplier<List<String>> plugins) {
        return new Origin() {
            @Override
            public String host() {
                return host;
            }

            @Override
            public String route() {
                return route;
            }

            @Override
            public String epoch() {
                return epoch;
            }

            @Override
            public String version() {
                return version;
            }

            @Override
            public List<String> plugins() {
                return plugins.get();
            }
        };
    }
}
