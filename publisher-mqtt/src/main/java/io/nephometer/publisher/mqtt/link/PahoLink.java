package io.nephometer.publisher.mqtt.link;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.tls.TlsSockets;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A link to a broker, based on Eclipse Paho. No other class calls Paho's client. Paho waits indefinitely in many
 * places, so this class implements all waiting itself. Callbacks must not call Paho, so they only record events. A Paho
 * client that has failed is never used again.
 */
public final class PahoLink implements BrokerLink, MqttCallback {

    private static final Logger LOG = System.getLogger("nephometer.publisher.mqtt");

    private static final int WINDOW = 64;
    private static final int MAX_PACKET_BYTES = 64 * 1024; // the limit without a subscription
    private static final int PAHO_WINDOW = 256; // Paho frees a slot only after it has reported the acknowledgement
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final String UNUSED = "tcp://127.0.0.1:1883"; // a placeholder that BrokerSocket ignores

    /** A listener that completes a future with the outcome of an action. */
    private record Outcome(CompletableFuture<Void> future) implements IMqttActionListener {

        @Override
        public void onSuccess(IMqttToken token) {
            future.complete(null);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            future.completeExceptionally(cause);
        }
    }

    /** A listener that reports the acknowledgements for the messages in a delivery. */
    private record Acknowledgements(InFlightWindow window) implements IMqttActionListener {

        @Override
        public void onSuccess(IMqttToken token) {
            window.acknowledged();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            window.fail("connection lost: " + ConnectionErrors.describe(cause), cause);
        }
    }

    /** Opens links to one broker. */
    public record Opener(ConnectionParameters broker) implements BrokerLink.Opener {

        @Override
        public BrokerLink open(Message will) throws DeliveryException, InterruptedException {
            return PahoLink.open(broker, will);
        }

        @Override
        public DeliveryException rivalry() {
            return DeliveryException.retryable(broker + ": " + ConnectionErrors.rivalry(broker), null);
        }

        @Override
        public DeliveryException refusal() {
            return DeliveryException.retryable(broker + ": " + ConnectionErrors.drops(broker.clientId()), null);
        }
    }

    private final ConnectionParameters broker;
    private final Subscription subscription; // null if the link only publishes
    private final BrokerSocket socket;
    private final MqttAsyncClient client;
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final AtomicBoolean cut = new AtomicBoolean();
    private volatile InFlightWindow window; // the window of the current or last delivery
    private volatile Throwable lost;

    private PahoLink(ConnectionParameters broker, Subscription subscription) throws MqttException, IOException {
        this.broker = broker;
        this.subscription = subscription;
        MqttSettings settings = broker.settings();
        int maxPacketBytes = subscription == null ? MAX_PACKET_BYTES : subscription.maxPacketBytes();
        socket = new BrokerSocket(
                broker.host(), broker.port(), broker.tls() ? TlsSockets.factory(settings.tls()) : null, maxPacketBytes);
        client = new MqttAsyncClient(UNUSED, broker.clientId(), new MemoryPersistence(), new PingSender());
        client.setCallback(this);
    }

    public static PahoLink open(ConnectionParameters broker, Message will)
            throws DeliveryException, InterruptedException {
        return open(broker, will, null);
    }

    public static PahoLink subscribe(ConnectionParameters broker, Subscription subscription)
            throws DeliveryException, InterruptedException {
        return open(broker, null, subscription);
    }

    private static PahoLink open(ConnectionParameters broker, Message will, Subscription subscription)
            throws DeliveryException, InterruptedException {
        PahoLink link = null;
        boolean open = false;
        try {
            link = new PahoLink(broker, subscription);
            link.connect(will);
            open = true;
            return link;
        } catch (IOException e) {
            throw DeliveryException.unreachable(broker + ": " + e.getMessage(), e);
        } catch (MqttException | ExecutionException | RuntimeException e) { // a RuntimeException is a defect in Paho
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw DeliveryException.unreachable(connectError(broker, cause), cause);
        } catch (TimeoutException e) {
            String timeout = broker.settings().timeout().toSeconds() + " s";
            throw DeliveryException.unreachable("no broker at " + broker + ": no answer for " + timeout, e);
        } finally {
            if (link != null && !open) {
                link.cut();
            }
        }
    }

    private static String connectError(ConnectionParameters broker, Throwable cause) {
        int code = cause instanceof MqttException mqtt ? mqtt.getReasonCode() : -1;
        return code > 0 && code < 256 // Paho's own codes are greater
                ? broker + ": " + ConnectionErrors.refusal(code, broker.clientId())
                : "no broker at " + broker + ": " + ConnectionErrors.describe(cause);
    }

    private void connect(Message will)
            throws MqttException, IOException, InterruptedException, ExecutionException, TimeoutException {
        client.connect(options(will), null, new Outcome(accepted));
        long timeout = broker.settings().timeout().toMillis();
        accepted.get(timeout, TimeUnit.MILLISECONDS);
        if (subscription != null) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            IMqttToken token = client.subscribe(subscription.filter(), 1, null, new Outcome(done));
            done.get(timeout, TimeUnit.MILLISECONDS);
            if (token.getGrantedQos().length > 0 && token.getGrantedQos()[0] > 2) {
                throw new IOException("the broker does not let this client subscribe to " + subscription.filter());
            }
        }
    }

    private MqttConnectOptions options(Message will) throws IOException {
        MqttSettings settings = broker.settings();
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(subscription != null && !subscription.durable());
        options.setAutomaticReconnect(false);
        options.setMaxInflight(PAHO_WINDOW);
        options.setConnectionTimeout((int) settings.timeout().toSeconds());
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        options.setSocketFactory(new SingleSocketFactory(socket));
        settings.username().ifPresent(options::setUserName);
        char[] password = settings.password();
        if (password != null) {
            options.setPassword(password);
        }
        if (will != null) {
            options.setWill(will.topic(), will.payload(), 1, true);
        }
        return options;
    }

    @Override
    public boolean isUp() {
        return lost == null && !cut.get() && client.isConnected();
    }

    @Override
    public void send(List<Message> messages, int qos, boolean retained) throws DeliveryException, InterruptedException {
        try {
            send(messages, qos, retained, broker.settings().timeout());
        } catch (IOException e) {
            throw DeliveryException.retryable(broker + ": " + e.getMessage(), e.getCause());
        }
    }

    private void send(List<Message> messages, int qos, boolean retained, Duration timeout)
            throws IOException, InterruptedException {
        InFlightWindow current = new InFlightWindow(WINDOW, timeout, System::nanoTime);
        window = current;
        if (lost != null) { // the connection was lost before the window existed
            connectionLost(lost);
        }
        IMqttActionListener listener = new Acknowledgements(current);
        for (Message message : messages) {
            current.enter();
            while (!publish(message, qos, retained, listener)) {
                current.pause();
            }
        }
        current.drain();
    }

    /**
     * Publishes a message. Returns false if Paho has no room because messages from an interrupted delivery are still in
     * flight.
     */
    private boolean publish(Message message, int qos, boolean retained, IMqttActionListener listener)
            throws IOException {
        try {
            client.publish(message.topic(), message.payload(), qos, retained, null, listener);
            return true;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttException.REASON_CODE_MAX_INFLIGHT) {
                return false;
            }
            throw new IOException(
                    lost == null ? "connection lost" : "connection lost: " + ConnectionErrors.describe(lost), e);
        } catch (RuntimeException e) { // a defect in Paho
            throw new IOException("the MQTT client failed: " + e, e);
        }
    }

    @Override
    public void close(Message farewell) throws InterruptedException {
        try {
            if (isUp()) {
                send(List.of(farewell), 1, true, CLOSE_TIMEOUT);
                CompletableFuture<Void> done = new CompletableFuture<>();
                client.disconnect(0, null, new Outcome(done));
                done.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException | MqttException | ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> broker + ": not closed cleanly: " + e); // the broker publishes the will
        } finally {
            cut();
        }
    }

    @Override
    public void cut() {
        if (!cut.compareAndSet(false, true)) {
            return;
        }
        socket.cut();
        try {
            client.disconnectForcibly(0, 0, false);
            client.close(true);
            socket.awaitSenderEnd();
        } catch (MqttException | RuntimeException e) { // Paho's threads end because the socket is closed
            LOG.log(Level.DEBUG, () -> broker + ": not closed cleanly: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        lost = cause;
        accepted.completeExceptionally(cause); // Paho does not complete pending actions when the connection is lost
        InFlightWindow current = window;
        if (current != null) {
            current.fail("connection lost: " + ConnectionErrors.describe(cause), cause);
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws InterruptedException, IOException {
        while (subscription != null && !subscription.listener().received(topic, message.getPayload())) {
            if (cut.get() || lost != null) {
                throw new IOException("cut"); // keeps Paho from acknowledging the message
            }
        }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // each message has its own listener
    }
}
