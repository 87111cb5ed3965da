package io.nephometer.agent.shell;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.api.Meter;
import io.nephometer.text.PrintableText;
import io.nephometer.text.command.AgentCommand;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands for help and completion. */
@Component(
        service = HelpCommands.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=help", "osgi.command.function=complete"})
public final class HelpCommands {

    private static final List<String> PLUGIN_COMMANDS =
            List.of("lb", "install", "start", "stop", "update", "uninstall", "headers", "refresh", "resolve");
    private static final Set<String> HIDDEN = Set.of("complete", "help");

    private final BundleContext context;
    private final AgentView agent;

    @Activate
    public HelpCommands(BundleContext context, @Reference AgentView agent) {
        this.context = context;
        this.agent = agent;
    }

    @Descriptor("lists the commands, or explains one")
    public Object help(CommandSession session, @Descriptor("its name") String... command)
            throws Exception { // declared by Gogo's Function
        Map<String, String> ours = summaries("meter");
        if (command.length > 1) {
            throw new IllegalArgumentException("unexpected word '" + command[1] + "': expected help [COMMAND]");
        } else if (command.length == 1) {
            return explain(command[0], ours, session);
        }
        Map<String, String> plugins = summaries("felix");
        plugins.putAll(ours);
        plugins.keySet().retainAll(PLUGIN_COMMANDS);
        ours.keySet().removeAll(PLUGIN_COMMANDS);
        ours.keySet().removeAll(HIDDEN);
        return "the agent\n" + lines(ours.keySet(), ours) + "\nplugins\n" + lines(PLUGIN_COMMANDS, plugins)
                + "\nhelp COMMAND explains a command; exit leaves.\n";
    }

    private static Object explain(String command, Map<String, String> ours, CommandSession session) throws Exception {
        Optional<AgentCommand> own = AgentCommand.of(command);
        boolean isKnown = ((Collection<?>) session.get(".commands"))
                .stream().map(Object::toString).anyMatch(name -> name.endsWith(":" + command));
        if (own.isPresent()) {
            return own.get().help();
        } else if (command.equals("exit")) {
            return "exit closes the shell\n";
        } else if (!isKnown || command.equals("complete")) { // the client's prompt alone uses complete
            throw new IllegalArgumentException(
                    "unknown command '" + PrintableText.of(command) + "': help lists the commands");
        }
        return session.execute("felix:help '" + (ours.containsKey(command) ? "meter:" : "") + command + "'");
    }

    private static String lines(Collection<String> names, Map<String, String> summaries) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append("  %-10s %s"
                            .formatted(name, summaries.getOrDefault(name, ""))
                            .stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Returns the summaries of the commands in a scope, keyed by command name. The summaries of commands that are not the
     * agent's own are read from the commands' descriptors.
     */
    private Map<String, String> summaries(String scope) throws InvalidSyntaxException {
        Map<String, String> summaries = new TreeMap<>();
        ServiceReference<?>[] found = context.getAllServiceReferences(null, "(osgi.command.scope=" + scope + ")");
        for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
            Object commands = context.getService(reference);
            if (commands != null) {
                functions(reference).forEach(name -> summaries.put(name, summary(commands.getClass(), name)));
            }
            context.ungetService(reference);
        }
        return summaries;
    }

    private static List<String> functions(ServiceReference<?> reference) {
        Object functions = reference.getProperty("osgi.command.function");
        return functions instanceof String[] names ? List.of(names) : List.of(String.valueOf(functions));
    }

    private static String summary(Class<?> commands, String function) {
        Optional<AgentCommand> own = AgentCommand.of(function);
        if (own.isPresent()) {
            return own.get().summary();
        }
        for (Method method : commands.getMethods()) {
            Descriptor descriptor = method.getAnnotation(Descriptor.class);
            if (method.getName().equals(function) && descriptor != null) {
                return descriptor.value();
            }
        }
        return "";
    }

    /**
     * Returns the completion candidates for the word at the cursor, one per line. The client's prompt runs this command
     * in the background.
     */
    public String complete(CommandSession session, String line, int cursor) {
        AgentReport status = agent.status();
        Completion completion = new Completion(
                ((Collection<?>) session.get(".commands"))
                        .stream().map(Object::toString).toList(),
                new BundleNames(context).names(),
                status.meters().keySet().stream().map(Meter::name).toList(),
                status.routes().stream().map(RouteState::name).toList());
        return String.join("\n", completion.candidates(line, cursor));
    }
}
