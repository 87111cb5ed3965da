package io.nephometer.it;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets all packets pass, and remembers which documents of a route the broker has acknowledged. */
final class Acknowledged implements Proxy.Rule {

    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+)");

    private final String route;
    private final Map<Integer, Long> sent = new ConcurrentHashMap<>(); // by packet identifier
    private final Set<Long> numbers = ConcurrentHashMap.newKeySet();

    Acknowledged(String route) {
        this.route = route;
    }

    Set<Long> numbers() {
        return numbers;
    }

    @Override
    public Proxy.Fate of(boolean toBroker, Packet packet) {
        if (toBroker && packet.type() == Packet.PUBLISH && packet.qos() > 0) {
            sent(packet);
        } else if (!toBroker && packet.type() == Packet.PUBACK) {
            Long number = sent.remove(packet.id());
            if (number != null) {
                numbers.add(number);
            }
        }
        return Proxy.Fate.PASS;
    }

    private void sent(Packet packet) {
        String document = new String(packet.payload(), StandardCharsets.UTF_8);
        Matcher seq = SEQ.matcher(document);
        if (document.contains("\"route\":\"" + route + "\"") && seq.find()) {
            sent.put(packet.id(), Long.parseLong(seq.group(1)));
        } else {
            sent.remove(packet.id());
        }
    }
}
