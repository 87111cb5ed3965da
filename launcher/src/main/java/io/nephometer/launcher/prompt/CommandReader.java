package io.nephometer.launcher.prompt;

import java.io.Closeable;
import java.io.IOException;

/** Reads the commands that a user enters at the prompt, one command per line. */
interface CommandReader extends Closeable {

    /** Returns the next line, or null at the end of the input. */
    String read() throws IOException;

    /**
     * Sets the action to perform on Ctrl-C until the next line is read. The action is ignored by readers that let the
     * JVM handle Ctrl-C.
     */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
