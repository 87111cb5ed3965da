package io.nephometer.agent.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.agent.core.EmptyFramework;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.gogo.command.Basic;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Tests the shell's commands for plugins while bundles disappear: a bundle is uninstalled each time that a command
 * lists the bundles.
 */
class PluginCommandsTest {

    @TempDir
    Path storage;

    private final CommandProcessorImpl gogo = new CommandProcessorImpl();
    private final Deque<Bundle> going = new ArrayDeque<>();
    private EmptyFramework framework;
    private CommandSession shell;

    @BeforeEach
    void start() throws BundleException, IOException {
        framework = new EmptyFramework(storage);
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(framework.context(), arguments);
                    if (method.getName().equals("getBundles") && !going.isEmpty()) {
                        going.remove().uninstall();
                    }
                    return result;
                });
        Stream.of("lb", "headers", "refresh", "resolve")
                .forEach(name -> gogo.addCommand("felix", new Basic(context), name));
        PluginCommands commands = new PluginCommands(context, bundle -> Optional.empty());
        Stream.of("lb", "headers", "refresh", "resolve", "install", "start", "stop", "update", "uninstall")
                .forEach(name -> gogo.addCommand("meter", commands, name));
        gogo.addConverter(new BundleConverter(context));
        InputStream none = InputStream.nullInputStream();
        shell = gogo.createSession(none, new ByteArrayOutputStream(), new ByteArrayOutputStream());
        shell.put("SCOPE", "meter:*");
        framework.install("com.example.stays");
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    @Test
    void lbTellsWhatIsThereThoughBundlesGoWhileItLists() throws Exception {
        for (int i = 0; i < 5; i++) {
            going.add(framework.install("com.example.goes" + i));
        }
        assertThat(shell.execute("lb -s"))
                .asString()
                .contains("com.example.stays")
                .doesNotContain("com.example.goes");
    }

    @Test
    void lbIsFelixsOwn() throws Exception {
        for (String words : new String[] {"", " -s", " -l", " -u", " -s stays", " -s -l", " nothing", " 'a b'"}) {
            assertThat(shell.execute("lb" + words)).as(words).isEqualTo(shell.execute("felix:lb" + words));
        }
        assertThatThrownBy(() -> shell.execute("lb two words")).hasMessageContaining("Cannot coerce lb");
    }

    @Test
    void whatGoesBeforeItIsActedOnIsToldOnOneLine() throws Exception {
        for (String verb : new String[] {"start", "stop", "update", "uninstall"}) {
            going.add(framework.install("com.example.goes"));
            assertThatThrownBy(() -> shell.execute(verb + " com.example.goes"))
                    .hasMessage("com.example.goes does not " + verb + ": it was uninstalled meanwhile");
        }
    }

    @Test
    void whatIsNotThereIsToldOnOneLine() {
        for (String verb : new String[] {"start", "stop", "update", "uninstall", "headers", "refresh", "resolve"}) {
            assertThatThrownBy(() -> shell.execute(verb + " com.example.nobody"))
                    .hasMessage("there is no bundle com.example.nobody: see lb");
        }
    }

    @Test
    void anUnknownNameMeansThatNothingIsDone() throws Exception {
        Bundle present = framework.install("com.example.present");
        assertThatThrownBy(() -> shell.execute("start com.example.present absent"))
                .hasMessage("there is no bundle absent: see lb");
        assertThat(present.getState()).isNotEqualTo(Bundle.ACTIVE);
        shell.execute("start com.example.present");
        for (String verb : new String[] {"stop", "uninstall"}) {
            assertThatThrownBy(() -> shell.execute(verb + " com.example.present absent"))
                    .hasMessage("there is no bundle absent: see lb");
            assertThat(present.getState()).as(verb).isEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void theAgentIsStoppedOnlyByStopZeroAlone() {
        assertThatThrownBy(() -> shell.execute("stop 0 --help")).hasMessage("there is no bundle --help: see lb");
        assertThatThrownBy(() -> shell.execute("stop 0 com.example.stays"))
                .hasMessage("stop 0 stops the agent: give no other name with it");
        assertThat(framework.context().getBundle(0).getState()).isNotEqualTo(Bundle.STOPPING);
    }

    @Test
    void withoutANameTheUserIsAskedWhichOne() {
        for (String verb : new String[] {"start", "stop", "update", "uninstall"}) {
            assertThatThrownBy(() -> shell.execute(verb)).hasMessage("which one? see lb");
        }
        assertThatThrownBy(() -> shell.execute("update com.example.stays a b"))
                .hasMessage("expected update NAME or update NAME URL");
        assertThatThrownBy(() -> shell.execute("update com.example.stays other"))
                .hasMessageStartingWith("other is not a URL");
    }

    @Test
    void aLongUnknownNameIsShortenedInTheAnswer() {
        assertThatThrownBy(() -> shell.execute("stop " + "z".repeat(10_000)))
                .hasMessage("there is no bundle " + "z".repeat(100) + "...: see lb");
    }

    @Test
    void aPathInPlaceOfAUrlIsAnsweredWithTheUrl() {
        assertThatThrownBy(() -> shell.execute("install /tmp/x.jar"))
                .hasMessage("/tmp/x.jar is not a URL: did you mean file:/tmp/x.jar?");
        assertThatThrownBy(() -> shell.execute("install x.jar"))
                .hasMessage("x.jar is not a URL: did you mean file:/path/to/x.jar?");
    }

    @Test
    void whatFelixTellsOfABundleItTellsOfOneThatGoesMeanwhileToo() throws Exception {
        going.add(framework.install("com.example.goes"));
        assertThat(shell.execute("headers com.example.goes")).asString().contains("com.example.goes");
        for (String verb : new String[] {"resolve", "refresh"}) {
            going.add(framework.install("com.example.goes"));
            assertThat(shell.execute(verb + " com.example.goes")).as(verb).isNull();
        }
    }

    @Test
    void withoutANameFelixTellsOfAll() throws Exception {
        assertThat(shell.execute("headers")).isEqualTo(shell.execute("felix:headers"));
        assertThat(shell.execute("resolve")).isEqualTo(shell.execute("felix:resolve"));
    }
}
