package io.nephometer.launcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A call of System.exit by a plugin, which ends the process. Calls by the launcher, such as that for a Ctrl-C, and
 * signals are not among them.
 *
 * @param thread the name of the thread
 * @param trace the stack trace, from the call of exit on
 */
record ExitCall(String thread, List<StackTraceElement> trace) {

    private static final String RUNTIME = "java.lang.Runtime";
    private static final Set<String> PLATFORM = Set.of(RUNTIME, "java.lang.System");
    private static final String OWN = ExitCall.class.getPackageName() + ".";

    /** Returns the call that is ending the process. */
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

    /** Returns the class that called it. */
    String caller() {
        return trace.stream()
                .map(StackTraceElement::getClassName)
                .filter(name -> !PLATFORM.contains(name))
                .findFirst()
                .orElse("unknown");
    }

    /** Returns something to log the trace with. */
    Throwable traced() {
        Throwable traced = new Throwable("System.exit");
        traced.setStackTrace(trace.toArray(StackTraceElement[]::new));
        return traced;
    }
}
