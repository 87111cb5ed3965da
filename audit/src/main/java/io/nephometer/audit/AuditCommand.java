package io.nephometer.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The Gogo shell's {@code mqtt:audit} command, which checks whether all documents that were sent have been received.
 */
@Component(
        service = AuditCommand.class,
        property = {"osgi.command.scope=mqtt", "osgi.command.function=audit"})
public final class AuditCommand {

    private final Path conf;
    private final Set<Thread> audits = ConcurrentHashMap.newKeySet();

    @Activate
    public AuditCommand(BundleContext context) {
        conf = Path.of(
                Optional.ofNullable(context.getProperty("nephometer.conf")).orElse("conf"));
    }

    /**
     * Runs an audit or, if the only argument is {@code --stop}, stops all running audits.
     *
     * @throws IllegalStateException if the audit finds a problem, such as missing documents
     */
    public void audit(CommandSession session, String... words) throws IOException, InterruptedException {
        if (List.of(words).equals(List.of("--stop"))) { // stops all audits; each still prints its report
            audits.forEach(Thread::interrupt);
            return;
        }
        Process process = Process.Utils.current();
        PrintStream out = process == null ? session.getConsole() : process.out(); // a file or pipe, if redirected
        audits.add(Thread.currentThread());
        try {
            Audit.run((urls, durable) -> MqttFeed.open(conf, urls, durable), out, words);
        } finally {
            audits.remove(Thread.currentThread());
        }
    }
}
