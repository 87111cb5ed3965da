package io.nephometer.agent.core.shell;

import io.nephometer.agent.core.deploy.MissingPackages;
import io.nephometer.agent.core.plugin.BundleNames;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * What the shell does to plugins. Felix's own commands ({@code felix:start} and so on) take numbers only, print what fails
 * as if it had worked, and fail when a bundle goes.
 */
@Component(
        service = PluginCommands.class,
        property = {
            "osgi.command.scope=meter",
            "osgi.command.function=lb",
            "osgi.command.function=headers",
            "osgi.command.function=refresh",
            "osgi.command.function=resolve",
            "osgi.command.function=install",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=update",
            "osgi.command.function=uninstall"
        })
public final class PluginCommands {

    private static final Logger LOG = System.getLogger("nephometer.shell");
    private static final String BUNDLE = "a name or a number, as lb shows them";
    private static final int OFTEN = 10;

    private final BundleContext context;
    private final BundleNames bundles;

    @Activate
    public PluginCommands(BundleContext context) {
        this.context = context;
        bundles = new BundleNames(context);
    }

    /** What is done to a bundle. */
    @FunctionalInterface
    private interface Deed {
        void on(Bundle bundle) throws BundleException;
    }

    /** Felix's own, which throws if a bundle goes while it lists: then it is asked again. */
    @Descriptor("lists the bundles, or those with a word in their name")
    public Object lb(
            CommandSession session,
            @Descriptor("-s shows symbolic names, -l locations; a part of a name") Object... words)
            throws Exception { // Gogo's
        for (int i = 1; i < OFTEN; i++) {
            try {
                return felix(session, "lb", words);
            } catch (IllegalArgumentException e) {
                // or a word is wrong: the last time tells
            }
        }
        return felix(session, "lb", words);
    }

    @Descriptor("shows what the manifests of bundles say")
    public Object headers(CommandSession session, @Descriptor(BUNDLE) String... names) throws Exception { // Gogo's
        return felix(session, "headers", found(names));
    }

    @Descriptor("gives those that use a bundle's packages its present ones")
    public Object refresh(CommandSession session, @Descriptor(BUNDLE) String... names) throws Exception { // Gogo's
        return felix(session, "refresh", found(names));
    }

    @Descriptor("finds the packages that bundles need, and starts nothing")
    public Object resolve(CommandSession session, @Descriptor(BUNDLE) String... names) throws Exception { // Gogo's
        return felix(session, "resolve", found(names));
    }

    private Object[] found(String... names) {
        return Stream.of(names).map(bundles::find).toArray();
    }

    private static Object felix(CommandSession session, String name, Object... arguments) throws Exception { // Gogo's
        Function command = (Function) session.get("felix:" + name);
        if (command == null) {
            throw new IllegalStateException("there is no " + name + ": start org.apache.felix.gogo.command");
        }
        return command.execute(session, List.of(arguments));
    }

    @Descriptor("installs plugins from URLs; start starts them")
    public String install(@Descriptor("such as file:/tmp/load.jar") String... urls) {
        return Stream.of(some(urls))
                .map(url -> "Bundle ID: " + installed(url).getBundleId())
                .collect(Collectors.joining("\n"));
    }

    @Descriptor("starts plugins; what a URL names is installed first")
    public void start(@Descriptor(BUNDLE) String... names) {
        for (String name : some(names)) {
            act("start", name.contains(":") ? installed(name) : bundles.find(name), Bundle::start);
        }
    }

    @Descriptor("stops plugins until they are started again; stop 0 stops the agent")
    public void stop(@Descriptor(BUNDLE) String... names) {
        for (String name : some(names)) {
            act("stop", bundles.find(name), Bundle::stop);
        }
    }

    @Descriptor("takes plugins away")
    public void uninstall(@Descriptor(BUNDLE) String... names) {
        for (String name : some(names)) {
            act("uninstall", bundles.find(name), Bundle::uninstall);
        }
    }

    @Descriptor("takes the jar of a plugin again from where it came from")
    public void update(@Descriptor(BUNDLE) String name) {
        act("update", bundles.find(name), Bundle::update);
    }

    @Descriptor("takes the jar of a plugin from a URL")
    public void update(@Descriptor(BUNDLE) String name, @Descriptor("such as file:/tmp/load.jar") String url)
            throws IOException {
        Bundle bundle = bundles.find(name);
        try (InputStream jar = URI.create(url).toURL().openStream()) {
            act("update", bundle, of -> of.update(jar));
        }
    }

    private static String[] some(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("which one? see lb");
        }
        return names;
    }

    private Bundle installed(String url) {
        if (!url.contains(":")) {
            throw new IllegalArgumentException(
                    url + " is not a URL: did you mean file:" + (url.startsWith("/") ? "" : "/path/to/") + url + "?");
        }
        try {
            return context.installBundle(url);
        } catch (BundleException e) {
            throw new IllegalArgumentException(url + " cannot be installed: " + cause(e), e);
        }
    }

    private void act(String verb, Bundle bundle, Deed deed) {
        if (bundle.equals(context.getBundle())) {
            new Thread(() -> actOnCore(verb, bundle, deed), "nephometer-" + verb).start();
        } else {
            actOn(verb, bundle, deed);
        }
    }

    /** This very bundle: the shell that asked for it closes meanwhile, and must not take it along. */
    private static void actOnCore(String verb, Bundle core, Deed deed) {
        try {
            actOn(verb, core, deed);
        } catch (IllegalStateException e) {
            LOG.log(Level.ERROR, e.getMessage());
        }
    }

    private static void actOn(String verb, Bundle bundle, Deed deed) {
        String name = BundleNames.nameOf(bundle); // an update may change it
        try {
            deed.on(bundle);
        } catch (BundleException e) {
            String why = MissingPackages.of(bundle).orElseGet(() -> cause(e));
            throw new IllegalStateException("%s does not %s: %s".formatted(name, verb, why), e);
        } catch (IllegalStateException e) {
            String why = bundle.getState() == Bundle.UNINSTALLED ? "it was uninstalled meanwhile" : e.getMessage();
            throw new IllegalStateException("%s does not %s: %s".formatted(name, verb, why), e);
        }
    }

    /** Of an activator's exception, the class tells as much as the message does. */
    private static String cause(BundleException thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        boolean plain = innermost instanceof BundleException || innermost instanceof IOException;
        String text = plain && innermost.getMessage() != null ? innermost.getMessage() : innermost.toString();
        return text.replaceAll("\\s*\\R\\s*", " ").replaceFirst(" Unresolved requirements: .*", "");
    }
}
