package io.nephometer.publisher.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A subscriber with a session that outlives its connection. */
final class DurableSubscriber implements MqttCallback, AutoCloseable {

    private static final long LIMIT = TimeUnit.SECONDS.toMillis(10);

    private final String filter;
    private final BiConsumer<String, MqttMessage> received;
    private final int port;
    private MqttAsyncClient client;

    DurableSubscriber(int port, String filter, BiConsumer<String, MqttMessage> received) throws MqttException {
        this.filter = filter;
        this.received = received;
        this.port = port;
        listen();
    }

    /** Returns a list that receives the payloads as text. */
    static List<String> of(int port, String filter, List<DurableSubscriber> opened) throws MqttException {
        List<String> texts = new CopyOnWriteArrayList<>();
        opened.add(new DurableSubscriber(port, filter, (topic, message) -> texts.add(text(message))));
        return texts;
    }

    static String text(MqttMessage message) {
        return new String(message.getPayload(), StandardCharsets.UTF_8);
    }

    /** Connects, for the first time or again: with a new client, as threads of the old one may still be ending. */
    void listen() throws MqttException {
        if (client != null) {
            client.close(true);
        }
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "subscriber", new MemoryPersistence());
        client.setCallback(this);
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(false);
        client.connect(options).waitForCompletion(LIMIT);
        client.subscribe(filter, 1).waitForCompletion(LIMIT);
    }

    boolean isListening() {
        return client.isConnected();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        received.accept(topic, message);
    }

    @Override
    public void connectionLost(Throwable cause) {
        // the test knows
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // nothing is published
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 100);
        client.close(true);
    }
}
