package io.nephometer.publisher.mqtt.link;

import org.eclipse.paho.client.mqttv3.TimerPingSender;

/** Sends pings over an idle link. A stopped sender cannot be restarted, even by a ping that is still in progress. */
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
