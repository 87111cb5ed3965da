package io.nephometer.publisher.mqtt.audit;

import java.io.IOException;
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

    @Activate
    public AuditCommand(@Reference Listening.Opener opener) {
        this.opener = opener;
    }

    /** @throws IllegalStateException if something is missing or contradicts itself */
    public void audit(CommandSession session, String... words) throws IOException, InterruptedException {
        Audit.run(opener, session.getConsole(), words);
    }
}
