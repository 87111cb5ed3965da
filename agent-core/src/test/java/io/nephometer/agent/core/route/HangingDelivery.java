package io.nephometer.agent.core.route;

import io.nephometer.api.Message;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A delivery that ignores interrupts and does not return until the test lets it. */
final class HangingDelivery implements Courier.Delivery {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch hold = new CountDownLatch(1);
    volatile Thread thread;

    @Override
    public void deliver(List<Message> messages) {
        thread = Thread.currentThread();
        begun.countDown();
        while (true) {
            try {
                hold.await();
                return;
            } catch (InterruptedException ignored) {
                continue;
            }
        }
    }
}
