package io.nephometer.agent.shell;

import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.agent.shell.text.DiagnosisText;
import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.json.JsonWriter;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The {@code meter:why} command, which explains why a meter is absent or reports that the meter is published. */
@Component(
        service = WhyCommand.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=why"})
public final class WhyCommand {

    private final AgentView agent;

    @Activate
    public WhyCommand(@Reference AgentView agent) {
        this.agent = agent;
    }

    public void why(CommandSession session, String... words) throws InterruptedException {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.WHY, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.WHY.help());
            return;
        }
        if (arguments.words().size() != 1 || arguments.words().get(0).isBlank()) {
            throw new IllegalArgumentException("why METER: name one meter, for example: why memory.usage");
        }
        Diagnosis why = agent.diagnose(arguments.words().get(0));
        out.print(arguments.wantsJson() ? JsonWriter.of(why) : DiagnosisText.of(why));
        if (!why.published()) {
            throw new CommandFailedException();
        }
    }
}
