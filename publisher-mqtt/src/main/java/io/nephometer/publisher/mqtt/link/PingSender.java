package io.nephometer.publisher.mqtt.link;

import org.eclipse.paho.client.mqttv3.TimerPingSender;

/** Keeps an idle link alive, and does not come back to life when it was stopped in the middle of its work. */
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
