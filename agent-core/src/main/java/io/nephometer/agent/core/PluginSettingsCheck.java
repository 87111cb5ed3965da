package io.nephometer.agent.core;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.api.PublisherFactory;
import io.nephometer.text.Suggestion;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Reports mistakes in the .cfg files of the project's plugins until the mistakes are corrected. */
final class PluginSettingsCheck {

    private static final String OURS = "io.nephometer.";
    /**
     * The service property that lists the mistakes in a publisher plugin's settings. Each entry contains the name of
     * the settings file.
     */
    private static final String MISTAKES = "settings.mistakes";

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final Health health;
    private Set<HealthKey> failing = Set.of();

    PluginSettingsCheck(BundleContext context, ServiceComponentRuntime components, Health health) {
        this.context = context;
        this.components = components;
        this.health = health;
    }

    /** Checks the settings of all plugins. Call this method every few seconds. */
    synchronized void look() {
        Map<HealthKey, String> now = new TreeMap<>();
        components.getComponentDescriptionDTOs().stream()
                .filter(PluginSettingsCheck::isChecked)
                .forEach(component -> add(now, component));
        publishers()
                .forEach(of -> now.put(
                        HealthKey.agent("settings of " + of.getBundle().getSymbolicName()),
                        String.join("; ", (String[]) of.getProperty(MISTAKES))));
        failing.stream().filter(key -> !now.containsKey(key)).forEach(health::recovered);
        now.forEach((file, what) -> health.failed(file, new IOException(what)));
        failing = now.keySet();
    }

    /**
     * Returns whether this class checks a component's settings. The agent's core and the components that read their own
     * settings files report mistakes themselves.
     */
    private static boolean isChecked(ComponentDescriptionDTO component) {
        return component.bundle.symbolicName.startsWith(OURS)
                && !"ignore".equals(component.configurationPolicy)
                && !List.of(component.configurationPid).contains(AgentSettings.PID);
    }

    private void add(Map<HealthKey, String> all, ComponentDescriptionDTO component) {
        Set<String> given = components.getComponentConfigurationDTOs(component).stream()
                .flatMap(configuration -> configuration.properties.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> unknown = unknown(given, component.properties.keySet());
        if (!unknown.isEmpty()) {
            all.put(HealthKey.agent(component.configurationPid[0] + ".cfg"), String.join("; ", unknown));
        }
    }

    /** Returns one message for each undeclared key among the given keys. */
    static List<String> unknown(Collection<String> given, Set<String> declared) {
        Set<String> known = declared.stream()
                .filter(key -> !AgentSettings.isOfPlatform(key))
                .collect(Collectors.toCollection(TreeSet::new));
        return given.stream()
                .filter(key -> !known.contains(key) && !AgentSettings.isOfPlatform(key))
                .map(key -> Suggestion.unknownKey(key, known))
                .distinct()
                .toList();
    }

    private List<ServiceReference<?>> publishers() {
        try {
            ServiceReference<?>[] found =
                    context.getAllServiceReferences(PublisherFactory.class.getName(), "(" + MISTAKES + "=*)");
            return found == null
                    ? List.of()
                    : Arrays.<ServiceReference<?>>stream(found)
                            // null if the service has been unregistered in the meantime
                            .filter(of -> of.getBundle() != null)
                            .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
