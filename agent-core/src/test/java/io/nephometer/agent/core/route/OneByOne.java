package io.nephometer.agent.core.route;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Does what it is given on the thread that gives it, before that returns; what it is given meanwhile comes after. */
public final class OneByOne implements Executor {

    private final ThreadLocal<ArrayDeque<Runnable>> waiting = new ThreadLocal<>();

    @Override
    public void execute(Runnable task) {
        if (waiting.get() != null) {
            waiting.get().addLast(task);
            return;
        }
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        waiting.set(tasks);
        try {
            for (Runnable next = task; next != null; next = tasks.pollFirst()) {
                next.run();
            }
        } finally {
            waiting.remove();
        }
    }
}
