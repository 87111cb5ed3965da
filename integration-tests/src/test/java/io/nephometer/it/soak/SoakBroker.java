package io.nephometer.it.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The broker of a soak, which goes away in many ways and never loses what it acknowledged, and a consumer of all. */
final class SoakBroker implements AutoCloseable {

    /** What an agent finds of it. */
    enum State {
        UP,
        CUT,
        FROZEN,
        STOPPED,
        KILLED
    }

    private final Lab lab = new Lab();
    private final BreakableProxy proxy;
    private final DeliveryChecker checker;
    private State state = State.UP;

    SoakBroker(Consumer<JsonNode> documents) {
        int port = lab.broker();
        proxy = new BreakableProxy(port);
        checker = new DeliveryChecker(port, documents);
    }

    /** Where the agent finds it. */
    int port() {
        return proxy.port();
    }

    void become(State next) throws InterruptedException {
        if (state == next) {
            return;
        }
        heal();
        switch (next) {
            case UP -> {}
            case CUT -> cut();
            case FROZEN -> lab.freezeBroker();
            case STOPPED -> {
                cut();
                lab.stopBroker();
            }
            case KILLED -> {
                cut();
                lab.killBroker();
            }
        }
        state = next;
    }

    private void heal() {
        if (state == State.FROZEN) {
            lab.thawBroker();
        }
        if (state == State.STOPPED || state == State.KILLED) {
            lab.broker();
            checker.connect();
        }
        proxy.gate(BreakableProxy.Gate.OPEN);
    }

    /** Returns once the broker has passed on all that it acknowledged: what it loses then is not the agent's. */
    private void cut() throws InterruptedException {
        proxy.gate(BreakableProxy.Gate.SHUT);
        proxy.cut();
        int before;
        do {
            before = checker.documents().size();
            TimeUnit.MILLISECONDS.sleep(400);
        } while (checker.documents().size() > before);
    }

    @Override
    public void close() {
        checker.close();
        proxy.close();
        lab.close();
    }
}
