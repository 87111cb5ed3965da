package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.PlainData;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.Discovery;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What one discovery is asked for, turn after turn, and what passes of its answers. To be called within a plugin handle. */
public final class DiscoverySearch {

    /**
     * An answer.
     *
     * @param rejected how many resources were not plain, or too many
     */
    public record Answer(List<Resource> resources, long rejected) {}

    static final String NOBODY = "no plugin offers it";

    private static final int MOST_RESOURCES = 100_000;

    private final String parameter;
    private final Resource host;
    private Map<Resource, Resource> checked = Map.of(); // of the last answer: what a discovery returns again is checked

    public DiscoverySearch(String parameter, Resource host) {
        this.parameter = parameter;
        this.host = host;
    }

    /**
     * Asks the plugin or, if it has just gone, the one that replaced it.
     *
     * @param successor if there is one now
     */
    public synchronized Answer ask(Plugin<Discovery> plugin, Supplier<Stream<Plugin<Discovery>>> successor)
            throws IOException {
        Plugin<Discovery> asked = plugin.inUse(successor).orElseThrow(() -> new IOException(NOBODY));
        try {
            return checked(
                    Objects.requireNonNull(asked.service().discover(parameter, host), "the discovery returned null"));
        } finally {
            asked.calls().end();
        }
    }

    private Answer checked(List<Resource> found) {
        PlainData plain = new PlainData(List.of());
        Map<Resource, Resource> now = new IdentityHashMap<>();
        List<Resource> sound = new ArrayList<>();
        long rejected = 0;
        for (Resource resource : found) {
            Resource known = resource == null ? null : checked.get(resource);
            Resource passed = known == null ? plain.of(resource) : known;
            if (passed == null) {
                rejected++;
            } else if (sound.size() == MOST_RESOURCES) {
                rejected++;
                break;
            } else {
                now.put(resource, passed);
                sound.add(passed);
            }
        }
        checked = now;
        return new Answer(List.copyOf(sound), rejected);
    }
}
