package io.nephometer.launcher.prompt;

import java.io.Closeable;
import java.io.IOException;

/** Reads the commands of a prompt, line by line. */
interface CommandReader extends Closeable {

    /** Returns the next line, or null at the end. */
    String read() throws IOException;

    /** Sets what Ctrl-C does until the next line is read, where it is not left to the JVM. */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
