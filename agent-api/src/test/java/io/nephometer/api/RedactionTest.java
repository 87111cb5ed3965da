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
                "root:hunter2@host                      | ***@host",
            })
    void aUrlIsShownWithoutItsSecrets(String url, String shown) {
        assertThat(Redaction.ofUrl(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cannot parse esx://u:hunter2@h | esx://u:hunter2@h  | cannot parse esx://***@h",
                "u:hunter2@h is no host         | x://u:hunter2@h    | ***@h is no host",
                "bad password 'hunter2'         | x://u:hunter2@h    | bad password '***'",
                "hunter2 is no token            | x://h?token=hunter2 | *** is no token",
                "no broker at h                 | mqtt://h           | no broker at h",
            })
    void anErrorIsShownWithoutTheSecretsOfItsUrl(String text, String url, String shown) {
        assertThat(Redaction.ofText(text, url)).isEqualTo(shown);
    }
}
