package io.nephometer.launcher.prompt;

import java.io.Closeable;
import java.io.IOException;

/** Reads the commands that a user enters at the prompt, one command per line. */
interface CommandReader extends Closeable {

    /** Returns the next line, or null at the end of the input. */
    String read() throws IOException;

    /**
     * Sets the action to perform on Ctrl-C until the next line is read. Readers that let the JVM handle Ctrl-C ignore
     * the action.
     */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
