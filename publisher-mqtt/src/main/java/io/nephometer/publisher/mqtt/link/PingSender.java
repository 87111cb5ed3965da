package io.nephometer.publisher.mqtt.link;

import org.eclipse.paho.client.mqttv3.TimerPingSender;

/** Pings over an idle link; cannot be started again once it is stopped, not even by a ping that runs meanwhile. */
final class PingSender extends TimerPingSender {

    private boolean stopped;

    @Override
    public synchronized void start() {
        if (!stopped) {
            super.start();
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        super.stop();
    }

    @Override
    public synchronized void schedule(long millis) {
        if (!stopped) {
            super.schedule(millis);
        }
    }
}
