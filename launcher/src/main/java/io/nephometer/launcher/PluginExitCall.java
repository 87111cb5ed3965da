package io.nephometer.launcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A plugin's call to {@link System#exit}, which ends the process. Signals and the launcher's own calls to {@code exit},
 * such as the call after Ctrl-C, are not considered plugin calls.
 *
 * @param thread the name of the calling thread
 * @param trace the stack trace of the calling thread, starting with the frame of {@code exit}
 */
record PluginExitCall(String thread, List<StackTraceElement> trace) {

    private static final String RUNTIME = "java.lang.Runtime";
    private static final Set<String> PLATFORM = Set.of(RUNTIME, "java.lang.System");
    private static final String OWN = PluginExitCall.class.getPackageName() + ".";

    /**
     * Returns the call that is currently ending the process, or an empty result if no plugin has called {@code exit}.
     */
    static Optional<PluginExitCall> now() {
        return among(Thread.getAllStackTraces());
    }

    static Optional<PluginExitCall> among(Map<Thread, StackTraceElement[]> threads) {
        return threads.entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue()).anyMatch(PluginExitCall::isExit))
                .map(thread -> new PluginExitCall(
                        thread.getKey().getName(),
                        Stream.of(thread.getValue())
                                .dropWhile(frame -> !isExit(frame))
                                .toList()))
                .filter(call -> !call.caller().startsWith(OWN))
                .findFirst();
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals(RUNTIME) && frame.getMethodName().equals("exit");
    }

    /** Returns the name of the class that called {@code exit}. */
    String caller() {
        return trace.stream()
                .map(StackTraceElement::getClassName)
                .filter(name -> !PLATFORM.contains(name))
                .findFirst()
                .orElse("unknown");
    }

    /** Returns a loggable throwable with the call's stack trace. */
    Throwable traced() {
        Throwable traced = new Throwable("System.exit");
        traced.setStackTrace(trace.toArray(StackTraceElement[]::new));
        return traced;
    }
}
