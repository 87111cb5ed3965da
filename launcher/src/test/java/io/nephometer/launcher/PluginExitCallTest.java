package io.nephometer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PluginExitCallTest {

    private final Thread thread = new Thread(() -> {}, "nephometer-com.example.Leaving");

    private static StackTraceElement[] trace(String... frames) {
        return Stream.of(frames)
                .map(frame -> frame.split("#"))
                .map(frame -> new StackTraceElement(frame[0], frame[1], null, -1))
                .toArray(StackTraceElement[]::new);
    }

    @Test
    void theClassThatCalledExitIsNamed() {
        StackTraceElement[] trace = trace(
                "java.lang.Thread#join",
                "java.lang.Shutdown#exit",
                "java.lang.Runtime#exit",
                "java.lang.System#exit",
                "com.example.Leaving#poll",
                "java.lang.Thread#run");
        PluginExitCall call = PluginExitCall.among(Map.of(thread, trace)).orElseThrow();
        assertThat(call.thread()).isEqualTo("nephometer-com.example.Leaving");
        assertThat(call.caller()).isEqualTo("com.example.Leaving");
        assertThat(call.traced().getStackTrace()).startsWith(trace[2]).hasSize(4);
    }

    @Test
    void theEndAfterACtrlCIsNotAPlugins() {
        StackTraceElement[] prompt = trace(
                "java.lang.Shutdown#exit",
                "java.lang.Runtime#exit",
                "java.lang.System#exit",
                "io.nephometer.launcher.prompt.Prompt#exit");
        assertThat(PluginExitCall.among(Map.of(thread, prompt))).isEmpty();
    }

    @Test
    void aSignalIsNotACall() {
        StackTraceElement[] signal = trace("java.lang.Shutdown#exit", "java.lang.Terminator$1#handle");
        assertThat(PluginExitCall.among(Map.of(thread, signal))).isEmpty();
        assertThat(PluginExitCall.now()).isEmpty();
    }
}
