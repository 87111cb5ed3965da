package io.nephometer.publisher.mqtt.link;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.tls.TlsContext;
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
 * A link through Eclipse Paho, which nothing else here knows. Paho waits without limit in many places, so all waiting is
 * done here; it must not be called from its callbacks, so these only count; and a client that has failed is never used
 * again.
 */
public final class PahoLink implements BrokerLink, MqttCallback {

    private static final Logger LOG = System.getLogger("nephometer.publisher.mqtt");

    private static final int WINDOW = 64;
    private static final int PAHO_WINDOW = 256; // it frees a place some time after it has said so
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final String UNUSED = "tcp://127.0.0.1:1883"; // the socket knows where to connect to

    /** Reports what becomes of an action. */
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

    /** Counts the acknowledgements of a delivery. */
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
    public record Opener(Broker broker) implements BrokerLink.Opener {

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

    private final Broker broker;
    private final Subscription subscription; // null if it only publishes
    private final BrokerSocket socket;
    private final MqttAsyncClient client;
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile InFlightWindow window; // of the delivery that is under way, or was
    private volatile Throwable lost;

    private PahoLink(Broker broker, Subscription subscription) throws MqttException, IOException {
        this.broker = broker;
        this.subscription = subscription;
        MqttSettings settings = broker.settings();
        socket = new BrokerSocket(
                broker.host(), broker.port(), broker.tls() ? TlsContext.socketFactory(settings.tls()) : null);
        client = new MqttAsyncClient(UNUSED, broker.clientId(), new MemoryPersistence(), new PingSender());
        client.setCallback(this);
    }

    public static PahoLink open(Broker broker, Message will) throws DeliveryException, InterruptedException {
        return open(broker, will, null);
    }

    public static PahoLink subscribe(Broker broker, Subscription subscription)
            throws DeliveryException, InterruptedException {
        return open(broker, null, subscription);
    }

    private static PahoLink open(Broker broker, Message will, Subscription subscription)
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
        } catch (MqttException | ExecutionException | RuntimeException e) { // Paho's own defects come as the latter
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw DeliveryException.unreachable(whyNot(broker, cause), cause);
        } catch (TimeoutException e) {
            String patience = broker.settings().timeout().toSeconds() + " s";
            throw DeliveryException.unreachable("no broker at " + broker + ": no answer for " + patience, e);
        } finally {
            if (link != null && !open) {
                link.cut();
            }
        }
    }

    private static String whyNot(Broker broker, Throwable cause) {
        int code = cause instanceof MqttException mqtt ? mqtt.getReasonCode() : -1;
        return code > 0 && code < 256 // Paho's own codes are greater
                ? broker + ": " + ConnectionErrors.refusal(code, broker.clientId())
                : "no broker at " + broker + ": " + ConnectionErrors.describe(cause);
    }

    private void connect(Message will)
            throws MqttException, IOException, InterruptedException, ExecutionException, TimeoutException {
        client.connect(options(will), null, new Outcome(accepted));
        long patience = broker.settings().timeout().toMillis();
        accepted.get(patience, TimeUnit.MILLISECONDS);
        if (subscription != null) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            IMqttToken token = client.subscribe(subscription.filter(), 1, null, new Outcome(done));
            done.get(patience, TimeUnit.MILLISECONDS);
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
        return lost == null && !over.get() && client.isConnected();
    }

    @Override
    public void send(List<Message> messages, int qos, boolean retained) throws DeliveryException, InterruptedException {
        try {
            send(messages, qos, retained, broker.settings().timeout());
        } catch (IOException e) {
            throw DeliveryException.retryable(broker + ": " + e.getMessage(), e.getCause());
        }
    }

    private void send(List<Message> messages, int qos, boolean retained, Duration patience)
            throws IOException, InterruptedException {
        InFlightWindow own = new InFlightWindow(WINDOW, patience);
        window = own;
        if (lost != null) { // before there was a window to tell it to
            connectionLost(lost);
        }
        IMqttActionListener listener = new Acknowledgements(own);
        for (Message message : messages) {
            own.enter();
            while (!publish(message, qos, retained, listener)) {
                own.pause();
            }
        }
        own.drain();
    }

    /** False if the client has no room: an earlier delivery was interrupted, whose messages are still on their way. */
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
        } catch (RuntimeException e) { // Paho's own defects
            throw new IOException("the MQTT client failed: " + e, e);
        }
    }

    @Override
    public void close(Message farewell) throws InterruptedException {
        try {
            if (isUp()) {
                send(List.of(farewell), 1, true, GOODBYE);
                CompletableFuture<Void> done = new CompletableFuture<>();
                client.disconnect(0, null, new Outcome(done));
                done.get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException | MqttException | ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> broker + ": no goodbye: " + e); // the will says it in our place
        } finally {
            cut();
        }
    }

    @Override
    public void cut() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        socket.cut();
        try {
            client.disconnectForcibly(0, 0, false);
            client.close(true);
            socket.awaitSpeakersEnd();
        } catch (MqttException | RuntimeException e) { // what was to be freed hangs on the socket, which is closed
            LOG.log(Level.DEBUG, () -> broker + ": not closed in order: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        lost = cause;
        accepted.completeExceptionally(cause); // Paho forgets to say so of what it has not told yet
        InFlightWindow waiting = window;
        if (waiting != null) {
            waiting.fail("connection lost: " + ConnectionErrors.describe(cause), cause);
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws InterruptedException, IOException {
        while (subscription != null && !subscription.listener().received(topic, message.getPayload())) {
            if (over.get() || lost != null) {
                throw new IOException("cut"); // so that it is not acknowledged
            }
        }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // each message has a listener of its own
    }
}
