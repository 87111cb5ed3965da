package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

/** The threads that the MQTT client has started for publishers. */
public final class ClientThreads {

    private ClientThreads() {}

    public static List<String> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("MQTT ") && name.contains("nephometer"))
                .sorted()
                .toList();
    }

    public static void assertNoneLeft() {
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(alive()).isEmpty());
    }
}
