package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.publisher.mqtt.settings.MqttSettings;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** In a real framework, with the real service of configurations. */
class ConfigurationTrackerIT {

    private static final String FACTORY = "io.nephometer.api.PublisherFactory";
    private static final String ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    @TempDir
    private Path folder;

    private Framework framework;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString()));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.matches(
                    ".*(configadmin|felix\\.scr|service\\.component-|util\\.promise|util\\.function|agent-api|jackson-core|paho).*")) {
                bundles.add(framework.getBundleContext().installBundle("reference:file:" + entry));
            }
        }
        bundles.add(framework
                .getBundleContext()
                .installBundle("reference:file:" + Path.of("target/bundle").toAbsolutePath()));
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(5000);
    }

    @Test
    void aFileThatChangesGivesAnotherFactoryAndNamedOnesStandBesideThePlainOne() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> factories().size() == 1);
        ServiceReference<?> first = factories().get(0);
        Object admin = service(ADMIN);
        Object plain = call(admin, "getConfiguration", MqttSettings.PID, "?");
        call(plain, "update", new Hashtable<>(Map.of("username", "ann")));
        ServiceReference<?> second = replaced(first);
        Object named = call(admin, "getFactoryConfiguration", MqttSettings.PID, "eu", "?");
        call(named, "update", new Hashtable<>(Map.of("username", "eve")));
        ServiceReference<?> third = replaced(second);
        assertThat(settings(third)).contains("ann", "io.nephometer.publisher.mqtt~eu.cfg", "eve");
        call(named, "delete");
        ServiceReference<?> fourth = replaced(third);
        assertThat(settings(fourth)).contains("ann").doesNotContain("eve");
        Object asAFile = call(admin, "getConfiguration", MqttSettings.PID + "~us", "?"); // as FileInstall makes it
        call(asAFile, "update", new Hashtable<>(Map.of("username", "uma")));
        assertThat(settings(replaced(fourth))).contains("ann", "io.nephometer.publisher.mqtt~us.cfg", "uma");
    }

    @Test
    void theFactoryGoesWithItsBundle() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> factories().size() == 1);
        Bundle own = factories().get(0).getBundle();
        assertThat(own.getSymbolicName()).isEqualTo(MqttSettings.PID);
        own.stop();
        assertThat(factories()).isEmpty();
    }

    private ServiceReference<?> replaced(ServiceReference<?> before) throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> factories().size() == 1 && !factories().contains(before));
        return factories().get(0);
    }

    private List<ServiceReference<?>> factories() throws Exception {
        ServiceReference<?>[] found = framework.getBundleContext().getAllServiceReferences(FACTORY, null);
        return found == null ? List.of() : List.of(found);
    }

    private String settings(ServiceReference<?> reference) throws Exception {
        Object factory = framework.getBundleContext().getService(reference);
        var clients = factory.getClass().getDeclaredField("clients");
        clients.setAccessible(true);
        var settings = clients.get(factory).getClass().getDeclaredField("settings");
        settings.setAccessible(true);
        return settings.get(clients.get(factory)).toString();
    }

    private Object service(String name) throws Exception {
        BundleContext context = framework.getBundleContext();
        return context.getService(context.getAllServiceReferences(name, null)[0]);
    }

    private static Object call(Object target, String name, Object... arguments) throws Exception {
        for (var method : target.getClass().getMethods()) {
            boolean fits = method.getName().equals(name) && method.getParameterCount() == arguments.length;
            for (int i = 0; fits && i < arguments.length; i++) {
                fits = method.getParameterTypes()[i].isInstance(arguments[i]);
            }
            if (fits) {
                method.setAccessible(true);
                return method.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }
}
