package io.nephometer.publisher.mqtt;

import io.nephometer.api.PublisherFactory;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.MqttSettingsFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Tracks changes to the publisher's .cfg files. Whenever a file changes, the tracker registers a new
 * {@link MqttPublisherFactory} so that all publishers are reopened with the new settings. The settings are not injected
 * as component properties, because a component would no longer receive the settings in the plain file once a named file
 * exists.
 */
@Component(
        immediate = true,
        service = {},
        configurationPolicy = ConfigurationPolicy.IGNORE)
public final class ConfigurationTracker implements ConfigurationListener {

    private static final Logger LOG = System.getLogger("nephometer.publisher.mqtt");
    private static final String FILTER =
            "(|(service.pid=" + MqttSettings.PID + ")(service.pid=" + MqttSettings.PID + "~*))";

    private final ConfigurationAdmin admin;
    private final BundleContext bundle;
    private final AtomicLong goodbyes = new AtomicLong();
    private final ServiceRegistration<ConfigurationListener> listener;
    private MqttSettingsFiles settings;
    private ServiceRegistration<PublisherFactory> registration;
    private boolean deactivated;

    @Activate
    public ConfigurationTracker(@Reference ConfigurationAdmin admin, BundleContext bundle) {
        this.admin = admin;
        this.bundle = bundle;
        listener = bundle.registerService(ConfigurationListener.class, this, null); // before the first read
        refresh();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        // PID~NAME is a plain PID for FileInstall, but a factory instance for other tools
        if (event.getPid().equals(MqttSettings.PID) || event.getPid().startsWith(MqttSettings.PID + "~")) {
            refresh();
        }
    }

    private synchronized void refresh() {
        try {
            MqttSettingsFiles now = MqttSettingsFiles.of(files());
            if (!deactivated && !now.equals(settings)) {
                now.mistakes().forEach(mistake -> LOG.log(Level.WARNING, mistake));
                settings = now;
                register(new MqttPublisherFactory(now, goodbyes), now.mistakes());
            }
        } catch (IOException | InvalidSyntaxException e) { // the previous settings remain in force
            LOG.log(Level.WARNING, "the .cfg files of " + MqttSettings.PID + " cannot be read: " + e.getMessage());
        }
    }

    private void register(MqttPublisherFactory factory, List<String> mistakes) {
        ServiceRegistration<PublisherFactory> before = registration;
        Dictionary<String, Object> properties = new Hashtable<>();
        if (!mistakes.isEmpty()) {
            properties.put("settings.mistakes", mistakes.toArray(String[]::new)); // shown by the status command
        }
        registration = bundle.registerService(PublisherFactory.class, factory, properties);
        if (before != null) {
            before.unregister();
        }
    }

    /** Returns the contents of the .cfg files, keyed by PID. */
    private Map<String, Map<String, Object>> files() throws IOException, InvalidSyntaxException {
        Map<String, Map<String, Object>> files = new TreeMap<>();
        Configuration[] all = admin.listConfigurations(FILTER);
        for (Configuration file : all == null ? new Configuration[0] : all) {
            try {
                files.put(file.getPid(), values(file.getProperties()));
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "a configuration was removed meanwhile, an event will follow: " + e);
            }
        }
        return files;
    }

    private static Map<String, Object> values(Dictionary<String, Object> properties) {
        Map<String, Object> values = new HashMap<>();
        Collections.list(properties.keys()).forEach(key -> values.put(key, properties.get(key)));
        return values;
    }

    @Deactivate
    void deactivate() {
        listener.unregister();
        ServiceRegistration<PublisherFactory> last;
        synchronized (this) {
            deactivated = true;
            last = registration;
        }
        if (last != null) {
            last.unregister();
        }
    }
}
