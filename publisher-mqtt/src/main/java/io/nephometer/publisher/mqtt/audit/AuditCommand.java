package io.nephometer.publisher.mqtt.audit;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code mqtt:audit} of the Gogo shell: is what was heard all that was sent? */
@Component(
        service = AuditCommand.class,
        property = {"osgi.command.scope=mqtt", "osgi.command.function=audit"})
public final class AuditCommand {

    private final Listening.Opener opener;
    private final Set<Thread> audits = ConcurrentHashMap.newKeySet();

    @Activate
    public AuditCommand(@Reference Listening.Opener opener) {
        this.opener = opener;
    }

    /** @throws IllegalStateException if something is missing or contradicts itself */
    public void audit(CommandSession session, String... words) throws IOException, InterruptedException {
        if (List.of(words).equals(List.of("--stop"))) { // those that run here: each gives its report
            audits.forEach(Thread::interrupt);
            return;
        }
        audits.add(Thread.currentThread());
        try {
            Audit.run(opener, session.getConsole(), words);
        } finally {
            audits.remove(Thread.currentThread());
        }
    }
}
