package io.nephometer.hypervisor.libvirt.devices;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.nephometer.hypervisor.libvirt.call.DomainCalls;
import io.nephometer.hypervisor.libvirt.call.ReadOnlyConnect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.libvirt.LibvirtException;

/**
 * Hears over a connection of its own which devices come and go. A connection that ends is replaced by another one, with
 * another number: what happened between the two was not heard. For one thread, but for the event loop's calls.
 */
public final class DeviceEvents implements AutoCloseable {

    /** The number of one that hears nothing, because libvirt or its administrator does not let it. */
    static final long DEAF = 0;

    private static final int REMOVED = 15; // virDomainEventID
    private static final int ADDED = 19;
    private static final long LONGEST_WAIT_S = 5;
    private static final AtomicLong NUMBERS = new AtomicLong(DEAF);

    /** What is heard, on the event loop's thread. */
    public interface Listener {

        /** @param alias what libvirt calls the device, as in the domain's XML */
        void added(String uuid, String alias);

        void removed(String uuid);
    }

    /** libvirt's virConnectDomainEventDeviceAddedCallback, and that of devices that were removed. */
    interface DeviceCallback extends Callback {
        void heard(Pointer connection, Pointer domain, String alias, Pointer data);
    }

    private final NativeLibrary libvirt = NativeLibrary.getInstance("virt");
    private final Function register = libvirt.getFunction("virConnectDomainEventRegisterAny");
    private final Function deregister = libvirt.getFunction("virConnectDomainEventDeregisterAny");
    private final DomainCalls calls = new DomainCalls();
    private final ReadOnlyConnect handle;
    private final EventLoop loop;
    private final EventLoop.Timer flushed;
    // kept here so that they are not collected while libvirt may call them
    private final DeviceCallback added;
    private final DeviceCallback removed;
    private final int addedId;
    private final int removedId;
    private final int timer;
    private final long number;
    private volatile CountDownLatch flush = new CountDownLatch(0);

    private DeviceEvents(ReadOnlyConnect handle, EventLoop loop, Listener listener) {
        this.handle = handle;
        this.loop = loop;
        added = (connection, domain, alias, data) -> listener.added(calls.uuid(domain), alias);
        removed = (connection, domain, alias, data) -> listener.removed(calls.uuid(domain));
        addedId = register(ADDED, added);
        removedId = register(REMOVED, removed);
        flushed = (id, data) -> {
            loop.rest(id);
            flush.countDown();
        };
        // after the events' own: the loop fires those that are due in the order in which they were added
        timer = loop.add(flushed, EventLoop.NEVER);
        number = addedId < 0 || removedId < 0 ? DEAF : NUMBERS.incrementAndGet();
    }

    public static DeviceEvents open(String uri, EventLoop loop, Listener listener) throws LibvirtException {
        ReadOnlyConnect handle = ReadOnlyConnect.open(uri);
        DeviceEvents events = new DeviceEvents(handle, loop, listener);
        if (events.number == DEAF) {
            System.getLogger("hypervisor")
                    .log(
                            Level.INFO,
                            "{0} reports no devices that come and go: interfaces are read from libvirt, and a device"
                                    + " is known by its name",
                            uri);
        }
        return events;
    }

    private int register(int event, DeviceCallback callback) {
        return register.invokeInt(new Object[] {handle.pointer(), null, event, callback, null, null});
    }

    /**
     * Returns when everything that happened before has been heard: an answer comes after the events before it, and the loop
     * calls back for these first.
     *
     * @return the number of this connection, or {@link #DEAF} also while the loop does not run
     */
    public long settle() throws LibvirtException, IOException {
        if (number == DEAF) {
            return DEAF;
        }
        CountDownLatch next = new CountDownLatch(1);
        flush = next;
        handle.getLibVersion();
        loop.fire(timer);
        return isOver(next) ? number : DEAF;
    }

    private static boolean isOver(CountDownLatch latch) throws IOException {
        try {
            return latch.await(LONGEST_WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while libvirt's events were awaited");
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
