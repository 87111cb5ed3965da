package io.nephometer.launcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A call to {@link System#exit} by a plugin, which ends the process. Signals and the launcher's own calls, such as the
 * one after Ctrl-C, do not count.
 *
 * @param thread the name of the calling thread
 * @param trace the stack trace of that thread, starting at the frame of {@code exit}
 */
record ExitCall(String thread, List<StackTraceElement> trace) {

    private static final String RUNTIME = "java.lang.Runtime";
    private static final Set<String> PLATFORM = Set.of(RUNTIME, "java.lang.System");
    private static final String OWN = ExitCall.class.getPackageName() + ".";

    /** Returns the call that is ending the process; empty if no plugin has called exit. */
    static Optional<ExitCall> now() {
        return among(Thread.getAllStackTraces());
    }

    static Optional<ExitCall> among(Map<Thread, StackTraceElement[]> threads) {
        return threads.entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue()).anyMatch(ExitCall::isExit))
                .map(thread -> new ExitCall(
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

    /** Returns the name of the class that called exit. */
    String caller() {
        return trace.stream()
                .map(StackTraceElement::getClassName)
                .filter(name -> !PLATFORM.contains(name))
                .findFirst()
                .orElse("unknown");
    }

    /** Returns a throwable with the stack trace of the call, for the log. */
    Throwable traced() {
        Throwable traced = new Throwable("System.exit");
        traced.setStackTrace(trace.toArray(StackTraceElement[]::new));
        return traced;
    }
}
