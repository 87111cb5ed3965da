package io.nephometer.agent.core.view;

import io.nephometer.api.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;

/** Who this agent is. */
public record Identity(String host, String epoch, String version, Instant started) {

    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

    public static Identity of(BundleContext context, String host) throws IOException {
        Instant now = Instant.now();
        return new Identity(
                host.isBlank() ? Files.readString(KERNELS_NAME).strip() : host.strip(),
                Long.toString(now.toEpochMilli(), Character.MAX_RADIX), // short: each sample's id has it
                context.getBundle().getVersion().toString(),
                now);
    }

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
