package io.nephometer.it.lab;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes all packets, and records which documents of a route the broker has acknowledged. */
public final class AcknowledgedDocuments implements BreakableProxy.Rule {

    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+)");

    private final String route;
    private final Map<Integer, Long> sent = new ConcurrentHashMap<>(); // by packet identifier
    private final Set<Long> numbers = ConcurrentHashMap.newKeySet();

    public AcknowledgedDocuments(String route) {
        this.route = route;
    }

    public Set<Long> numbers() {
        return numbers;
    }

    @Override
    public BreakableProxy.Fate of(boolean toBroker, MqttPacket packet) {
        if (toBroker && packet.type() == MqttPacket.PUBLISH && packet.qos() > 0) {
            sent(packet);
        } else if (!toBroker && packet.type() == MqttPacket.PUBACK) {
            Long number = sent.remove(packet.id());
            if (number != null) {
                numbers.add(number);
            }
        }
        return BreakableProxy.Fate.PASS;
    }

    private void sent(MqttPacket packet) {
        String document = new String(packet.payload(), StandardCharsets.UTF_8);
        Matcher seq = SEQ.matcher(document);
        if (document.contains("\"route\":\"" + route + "\"") && seq.find()) {
            sent.put(packet.id(), Long.parseLong(seq.group(1)));
        } else {
            sent.remove(packet.id());
        }
    }
}
