package io.nephometer.agent.shell;

import io.nephometer.agent.core.view.AgentView;
import io.nephometer.text.RootCause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The shell's commands for managing plugins. These commands replace Felix's own commands, such as {@code felix:start}.
 * Felix's commands accept only bundle numbers, print failures as if they were results, and fail if a bundle is
 * uninstalled while the command is running.
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
    private static final int ATTEMPTS = 10;

    private final BundleContext context;
    private final BundleNames bundles;
    private final ResolutionHint missing;

    @Activate
    public PluginCommands(BundleContext context, @Reference AgentView agent) {
        this(context, agent::missing);
    }

    PluginCommands(BundleContext context, ResolutionHint missing) {
        this.context = context;
        this.missing = missing;
        bundles = new BundleNames(context);
    }

    /** Explains why a bundle cannot be resolved. */
    @FunctionalInterface
    interface ResolutionHint {
        Optional<String> of(Bundle bundle);
    }

    /** An operation on a bundle. */
    @FunctionalInterface
    private interface Action {
        void apply(Bundle bundle) throws BundleException;
    }

    /**
     * Runs Felix's {@code lb} command. The command is retried if it fails because a bundle was uninstalled while the
     * bundles were being listed.
     */
    @Descriptor("lists the bundles, or those with a word in their name")
    public Object lb(
            CommandSession session,
            @Descriptor("-s shows symbolic names, -l locations; a part of a name") Object... words)
            throws Exception { // declared by Gogo's Function
        for (int i = 1; i < ATTEMPTS; i++) {
            try {
                return felix(session, "lb", words);
            } catch (IllegalArgumentException e) {
                // a bundle was uninstalled, or an argument is invalid; the last attempt reports the invalid argument
            }
        }
        return felix(session, "lb", words);
    }

    @Descriptor("shows the manifests of bundles")
    public Object headers(CommandSession session, @Descriptor(BUNDLE) String... names)
            throws Exception { // declared by Gogo's Function
        return felix(session, "headers", findAll(names).toArray());
    }

    @Descriptor("rewires the bundles that use packages of these bundles")
    public Object refresh(CommandSession session, @Descriptor(BUNDLE) String... names)
            throws Exception { // declared by Gogo's Function
        return felix(session, "refresh", findAll(names).toArray());
    }

    @Descriptor("finds the packages that bundles need, and starts nothing")
    public Object resolve(CommandSession session, @Descriptor(BUNDLE) String... names)
            throws Exception { // declared by Gogo's Function
        return felix(session, "resolve", findAll(names).toArray());
    }

    /**
     * Returns the bundles with the given names. All bundles are looked up first so that an unknown name is reported
     * before any bundle is changed.
     */
    private List<Bundle> findAll(String... names) {
        return Stream.of(names).map(bundles::find).toList();
    }

    private static Object felix(CommandSession session, String name, Object... arguments)
            throws Exception { // declared by Gogo's Function
        Function command = (Function) session.get("felix:" + name);
        if (command == null) {
            throw new IllegalStateException("there is no " + name + ": start org.apache.felix.gogo.command");
        }
        return command.execute(session, List.of(arguments));
    }

    @Descriptor("installs plugins from URLs; start starts them")
    public String install(@Descriptor("such as file:/tmp/load.jar") String... urls) {
        return Stream.of(atLeastOne(urls))
                .map(url -> "Bundle ID: " + installFrom(url).getBundleId())
                .collect(Collectors.joining("\n"));
    }

    @Descriptor("starts plugins; a URL is installed first")
    public void start(@Descriptor(BUNDLE) String... names) {
        Map<Boolean, List<String>> isUrl =
                Stream.of(atLeastOne(names)).collect(Collectors.partitioningBy(name -> name.contains(":")));
        List<Bundle> found = findAll(isUrl.get(false).toArray(String[]::new)); // before anything is installed
        Stream.concat(found.stream(), isUrl.get(true).stream().map(this::installFrom))
                .toList()
                .forEach(bundle -> act("start", bundle, Bundle::start));
    }

    @Descriptor("stops plugins until they are started again; stop 0 stops the agent")
    public void stop(@Descriptor(BUNDLE) String... names) {
        List<Bundle> found = findAll(atLeastOne(names));
        if (found.size() > 1 && found.contains(context.getBundle(0))) {
            throw new IllegalArgumentException("stop 0 stops the agent: give no other name with it");
        }
        found.forEach(bundle -> act("stop", bundle, Bundle::stop));
    }

    @Descriptor("uninstalls plugins")
    public void uninstall(@Descriptor(BUNDLE) String... names) {
        findAll(atLeastOne(names)).forEach(bundle -> act("uninstall", bundle, Bundle::uninstall));
    }

    @Descriptor("reads the jar of a plugin again, from its location or from a URL")
    public void update(@Descriptor("a name or a number, and perhaps a URL such as file:/tmp/load.jar") String... words)
            throws IOException {
        if (atLeastOne(words).length > 2) {
            throw new IllegalArgumentException("expected update NAME or update NAME URL");
        }
        Bundle bundle = bundles.find(words[0]);
        if (words.length == 1) {
            act("update", bundle, Bundle::update);
            return;
        }
        String url = requireUrl(words[1]);
        byte[] content;
        try (InputStream jar = URI.create(url).toURL().openStream()) {
            content = jar.readAllBytes(); // before an update of the shell itself ends this command
        }
        act("update", bundle, installed -> installed.update(new ByteArrayInputStream(content)));
    }

    private static String[] atLeastOne(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("which one? see lb");
        }
        return names;
    }

    private static String requireUrl(String url) {
        if (!url.contains(":")) {
            throw new IllegalArgumentException(
                    url + " is not a URL: did you mean file:" + (url.startsWith("/") ? "" : "/path/to/") + url + "?");
        }
        return url;
    }

    private Bundle installFrom(String url) {
        try {
            return context.installBundle(requireUrl(url));
        } catch (BundleException e) {
            throw new IllegalArgumentException(url + " cannot be installed: " + cause(e), e);
        }
    }

    private void act(String verb, Bundle bundle, Action action) {
        boolean endsShell =
                bundle.equals(context.getBundle()) || bundle.equals(FrameworkUtil.getBundle(AgentView.class));
        if (endsShell) {
            new Thread(() -> actApart(verb, bundle, action), "nephometer-" + verb).start();
        } else {
            actOn(verb, bundle, action);
        }
    }

    /**
     * Performs an action on the shell's own bundle or on the agent's bundle. This method runs on a separate thread
     * because the action closes the shell, and closing the shell would interrupt the command.
     */
    private void actApart(String verb, Bundle bundle, Action action) {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        try {
            actOn(verb, bundle, action);
        } catch (IllegalStateException e) {
            LOG.log(Level.ERROR, e.getMessage());
        }
        if (wiring.getRemovalPendingBundles()
                .contains(bundle)) { // other bundles still use packages from the bundle's previous content
            wiring.refreshBundles(List.of(bundle));
        }
    }

    private void actOn(String verb, Bundle bundle, Action action) {
        String name = BundleNames.nameOf(bundle); // read before an update can change the name
        try {
            action.apply(bundle);
        } catch (BundleException e) {
            String why = missing.of(bundle).orElseGet(() -> cause(e));
            throw new IllegalStateException("%s does not %s: %s".formatted(name, verb, why), e);
        } catch (IllegalStateException e) {
            String why = bundle.getState() == Bundle.UNINSTALLED ? "it was uninstalled meanwhile" : e.getMessage();
            throw new IllegalStateException("%s does not %s: %s".formatted(name, verb, why), e);
        }
    }

    /**
     * Returns a description of the innermost cause. If a bundle's activator threw the exception, the description also
     * names the exception's class because the class is as important as the message.
     */
    private static String cause(BundleException thrown) {
        Throwable innermost = RootCause.of(thrown);
        boolean plain = innermost instanceof BundleException || innermost instanceof IOException;
        String text = plain && innermost.getMessage() != null ? innermost.getMessage() : innermost.toString();
        return text.replaceAll("\\s*\\R\\s*", " ").replaceFirst(" Unresolved requirements: .*", "");
    }
}
