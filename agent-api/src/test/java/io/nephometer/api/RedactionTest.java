package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qemu:///system                         | qemu:///system",
                "esx://root:hunter2@host/?no_verify=1   | esx://***@host/?no_verify=1",
                "esx://root:hun/t@r 2@host              | esx://***@host",
                "mqtt://h?qos=1&password=hunter2        | mqtt://h?qos=1&password=***",
                "mqtt://h?api_key=hunter2&topic=a/b     | mqtt://h?api_key=***&topic=a/b",
                "mqtt://h?Token=hunter2;x=1             | mqtt://h?Token=***;x=1",
                "test:///default                        | test:///default",
            })
    void aUrlIsShownWithoutItsSecrets(String url, String shown) {
        assertThat(Redaction.ofUrl(url)).isEqualTo(shown);
    }
}
