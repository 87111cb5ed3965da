package io.nephometer.hypervisor.libvirt.devices;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.nephometer.hypervisor.libvirt.call.DomainCalls;
import io.nephometer.hypervisor.libvirt.call.NativeConnect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.libvirt.LibvirtException;

/**
 * Receives events about added and removed devices over a dedicated connection. If the connection is lost, it is
 * replaced by a connection with a different number. Events that occur while no connection is open are missed. This
 * class is not thread-safe, except for the callbacks from the event loop.
 */
public final class DeviceEvents implements AutoCloseable {

    /** The number used for a connection that receives no events, because libvirt does not support or permit them. */
    static final long NO_EVENTS = 0;

    private static final int REMOVED = 15; // virDomainEventID
    private static final int ADDED = 19;
    private static final long MAX_WAIT_S = 5;
    private static final AtomicLong NUMBERS = new AtomicLong(NO_EVENTS);

    /** Receives device events on the thread of the event loop. */
    public interface Listener {

        /** @param alias the alias that libvirt assigned to the device in the domain's XML */
        void added(String uuid, String alias);

        void removed(String uuid);
    }

    /**
     * A callback with the signature of libvirt's virConnectDomainEventDeviceAddedCallback and
     * virConnectDomainEventDeviceRemovedCallback.
     */
    interface DeviceCallback extends Callback {
        void received(Pointer connection, Pointer domain, String alias, Pointer data);
    }

    private final NativeLibrary libvirt = NativeLibrary.getInstance("virt");
    private final Function register = libvirt.getFunction("virConnectDomainEventRegisterAny");
    private final Function deregister = libvirt.getFunction("virConnectDomainEventDeregisterAny");
    private final DomainCalls calls = new DomainCalls();
    private final NativeConnect handle;
    private final EventLoop loop;
    private final EventLoop.Timer flushed;
    // fields, so that the callbacks are not garbage-collected while libvirt may call them
    private final DeviceCallback added;
    private final DeviceCallback removed;
    private final int addedId;
    private final int removedId;
    private final int timer;
    private final long number;
    private volatile CountDownLatch flush = new CountDownLatch(0);

    private DeviceEvents(NativeConnect handle, EventLoop loop, Listener listener) {
        this.handle = handle;
        this.loop = loop;
        added = (connection, domain, alias, data) -> listener.added(calls.uuid(domain), alias);
        removed = (connection, domain, alias, data) -> listener.removed(calls.uuid(domain));
        addedId = register(ADDED, added);
        removedId = register(REMOVED, removed);
        flushed = (id, data) -> {
            loop.disable(id);
            flush.countDown();
        };
        // added after the timers of the events: the loop fires due timers in the order in which they were added
        timer = loop.add(flushed, EventLoop.NEVER);
        number = addedId < 0 || removedId < 0 ? NO_EVENTS : NUMBERS.incrementAndGet();
    }

    public static DeviceEvents open(String uri, EventLoop loop, Listener listener) throws LibvirtException {
        NativeConnect handle = NativeConnect.open(uri);
        DeviceEvents events = new DeviceEvents(handle, loop, listener);
        if (events.number == NO_EVENTS) {
            System.getLogger("hypervisor")
                    .log(
                            Level.INFO,
                            "{0} does not report when devices are added or removed: interfaces are read from"
                                    + " libvirt, and devices are distinguished by their names",
                            uri);
        }
        return events;
    }

    private int register(int event, DeviceCallback callback) {
        return register.invokeInt(new Object[] {handle.pointer(), null, event, callback, null, null});
    }

    /**
     * Waits until all events that occurred before this call have been received. The answer to a libvirt call arrives
     * after all earlier events, and the event loop delivers these events before it fires the timer that ends the wait.
     *
     * @return the number of this connection, or {@link #NO_EVENTS} if the connection receives no events or the event
     *     loop is not running
     */
    public long awaitAll() throws LibvirtException, IOException {
        if (number == NO_EVENTS) {
            return NO_EVENTS;
        }
        CountDownLatch next = new CountDownLatch(1);
        flush = next;
        handle.getLibVersion();
        loop.fire(timer);
        return isOver(next) ? number : NO_EVENTS;
    }

    private static boolean isOver(CountDownLatch latch) throws IOException {
        try {
            return latch.await(MAX_WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for libvirt's events");
        }
    }

    @Override
    public void close() throws LibvirtException {
        loop.remove(timer);
        for (int id : new int[] {addedId, removedId}) {
            if (id >= 0) {
                deregister.invokeInt(new Object[] {handle.pointer(), id});
            }
        }
        handle.close();
    }
}
