package io.nephometer.agent.core;

import io.nephometer.agent.core.view.Identity;
import io.nephometer.api.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;

/**
 * The origin of the messages that one route sends.
 *
 * @param names the supplier of the names and versions of all plugins
 */
record RouteMessageOrigin(Identity identity, String route, Supplier<List<String>> names) implements Origin {

    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

    /**
     * Creates the identity of the agent's current run.
     *
     * @param host the configured host name; if blank, the host name that the kernel reports is used
     */
    static Identity identity(BundleContext context, String host) throws IOException {
        Instant now = Instant.now();
        return new Identity(
                host.isBlank() ? Files.readString(KERNELS_NAME).strip() : host.strip(),
                // short, because the ID of each sample contains the epoch
                Long.toString(now.toEpochMilli(), Character.MAX_RADIX),
                context.getBundle().getVersion().toString(),
                now);
    }

    @Override
    public String host() {
        return identity.host();
    }

    @Override
    public String epoch() {
        return identity.epoch();
    }

    @Override
    public String version() {
        return identity.version();
    }

    @Override
    public List<String> plugins() {
        return names.get();
    }
}
