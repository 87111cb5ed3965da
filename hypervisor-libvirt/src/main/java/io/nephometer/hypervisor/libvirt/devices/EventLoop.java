package io.nephometer.hypervisor.libvirt.devices;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Runs libvirt's event loop on a dedicated thread. The event loop invokes the registered callback for each event. A
 * process has a single event loop, and only connections that are opened after the loop has been registered receive
 * events.
 */
public final class EventLoop implements AutoCloseable {

    static final int NEVER = -1;

    private static final int IMMEDIATELY = 0;
    private static final long MAX_CLOSE_MS = 2000;

    /** A callback that libvirt invokes when a timer fires. */
    interface Timer extends Callback {
        void fired(int timer, Pointer data);
    }

    private static final Timer WAKE = (timer, data) -> {};

    private final NativeLibrary libvirt = NativeLibrary.getInstance("virt");
    private final Function add = libvirt.getFunction("virEventAddTimeout");
    private final Function update = libvirt.getFunction("virEventUpdateTimeout");
    private final Function remove = libvirt.getFunction("virEventRemoveTimeout");
    private final Function run = libvirt.getFunction("virEventRunDefaultImpl");
    private final Thread thread = new Thread(this::run, "nephometer-libvirt-events");
    private volatile boolean closed;

    private EventLoop() {
        libvirt.getFunction("virEventRegisterDefaultImpl").invokeInt(new Object[] {});
        thread.setDaemon(true);
        thread.setContextClassLoader(EventLoop.class.getClassLoader());
    }

    public static EventLoop start() {
        EventLoop loop = new EventLoop();
        loop.thread.start();
        return loop;
    }

    private void run() {
        while (!closed && run.invokeInt(new Object[] {}) == 0) {
            // each round waits for an event
        }
    }

    /**
     * Adds a timer and returns its number. The caller must keep a reference to the callback until the timer is removed.
     *
     * @param millis the number of milliseconds until the timer fires, or {@link #NEVER}
     */
    int add(Timer timer, int millis) {
        return add.invokeInt(new Object[] {millis, timer, null, null});
    }

    void fire(int timer) {
        update.invokeInt(new Object[] {timer, IMMEDIATELY});
    }

    void disable(int timer) {
        update.invokeInt(new Object[] {timer, NEVER});
    }

    void remove(int timer) {
        remove.invokeInt(new Object[] {timer});
    }

    @Override
    public void close() {
        closed = true;
        int wake = add(WAKE, IMMEDIATELY);
        try {
            thread.join(MAX_CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        remove(wake);
    }
}
