package io.nephometer.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.launcher.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GogoWordTest {

    /** A command that records its arguments. */
    public static final class Receiver {
        private final List<String> received = new ArrayList<>();

        public void take(String[] words) {
            received.addAll(List.of(words));
        }
    }

    private final Receiver receiver = new Receiver();

    private List<String> throughGogo(String... words) throws Exception {
        StringBuilder line = new StringBuilder("test:take");
        for (String word : words) {
            line.append(' ').append(GogoWord.quote(word));
        }
        ThreadIOImpl io = new ThreadIOImpl();
        CommandProcessorImpl gogo = new CommandProcessorImpl(io);
        gogo.addCommand("test", receiver);
        io.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CommandSession session = gogo.createSession(InputStream.nullInputStream(), out, out)) {
            session.execute(line);
        } finally {
            io.stop();
        }
        return receiver.received;
    }

    @Test
    void aLineBreakIsRefused() {
        assertThatThrownBy(() -> GogoWord.quote("a\nb")).isInstanceOf(CommandException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu*", "*", "!disk.*", "[a-c]?", "", " ", "a b", "\"", "'", "\\", "\\\\\"", "\\n", "$x", "${x}",
                        "$(lb)",
                "(lb)", "{lb}", "a;b", "a|b", "a&b", "#a", "a#b", "`a`", "~", "a=b", "<a>", "-x", "--json", "größe",
                        "%",
                "\\u0041", "@", "^", "a,b", "null", "10", "é\u20ac", "!!", "a\\", "$", "x$"
            })
    void aWordArrivesAsItIs(String word) throws Exception {
        assertThat(throughGogo(word)).containsExactly(word);
    }

    @Test
    void allOfAsciiArrivesAsItIs() throws Exception {
        StringBuilder ascii = new StringBuilder();
        for (char c = ' '; c < 127; c++) {
            ascii.append(c);
        }
        assertThat(throughGogo(ascii.toString(), ascii.reverse().toString()))
                .containsExactly(ascii.reverse().toString(), ascii.reverse().toString());
    }
}
