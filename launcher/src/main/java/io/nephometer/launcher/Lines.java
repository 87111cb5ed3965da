package io.nephometer.launcher;

import java.io.Closeable;
import java.io.IOException;

/** Where a prompt's lines come from. */
interface Lines extends Closeable {

    /** The next one; null if there is none any more. */
    String read() throws IOException;

    /** What Ctrl-C does until the next is read, where it is not left to the JVM. */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
