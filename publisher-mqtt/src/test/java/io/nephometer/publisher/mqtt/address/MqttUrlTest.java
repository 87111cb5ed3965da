package io.nephometer.publisher.mqtt.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttUrlTest {

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mqtt://u:secret@h             | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://u@h:1                  | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://u:p#w@h                | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://u:p?w@h                | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://u:p/w@h                | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://h?password=secret      | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://h?qos=1&PASS=secret    | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://h?user=u               | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt://h?auth_token=secret    | a user or a password does not belong in a URL: set username and password_file in conf/io.nephometer.publisher.mqtt.cfg
        mqtt:h                        | the host is missing: expected mqtt://HOST[:PORT]
        mqtt:///x                     | the host is missing: expected mqtt://HOST[:PORT]
        mqtt://:1883                  | the host is missing: expected mqtt://HOST[:PORT]
        mqtts://h%20h                 | 'h%20h' is not a valid host: expected mqtts://HOST[:PORT]
        mqtts://my_broker             | 'my_broker' cannot be verified over TLS: a host name there has no '_', no empty part and no '-' at an end; use another name or the address of the host, which its certificate must contain
        MQTTS://a..b:8883             | 'a..b' cannot be verified over TLS: a host name there has no '_', no empty part and no '-' at an end; use another name or the address of the host, which its certificate must contain
        mqtt://h/                     | the path '/' has no meaning here: a topic is given as ?topic=nephometer/{host}/samples
        mqtt://h/a/b?qos=1            | the path '/a/b' has no meaning here: a topic is given as ?topic=nephometer/{host}/samples
        mqtt://h?topic=a/#            | '#' has no meaning here: a topic to publish to has no wildcards
        mqtt://h:                     | the port is not a number from 1 to 65535
        mqtt://h:0                    | the port is not a number from 1 to 65535
        mqtt://h:65536                | the port is not a number from 1 to 65535
        mqtt://h:x                    | the port is not a number from 1 to 65535
        mqtt://h:-1                   | the port is not a number from 1 to 65535
        mqtt://h?quos=1               | 'quos' is not known: did you mean 'qos'? Known are topic, qos, format, compress, client
        mqtt://h?Topic=a              | 'Topic' is not known: did you mean 'topic'? Known are topic, qos, format, compress, client
        mqtt://h?qos=1&               | '' is not known: did you mean 'qos'? Known are topic, qos, format, compress, client
        mqtt://h?qos                  | 'qos' has no value: expected qos=VALUE
        mqtt://h?client=              | 'client' has no value: expected client=VALUE
        mqtt://h?qos=1&qos=1          | 'qos' is given twice
        mqtt://h?qos=2                | qos=2: expected qos=1 (at least once) or qos=0 (at most once)
        mqtt://h?qos=one              | qos=one: expected qos=1 (at least once) or qos=0 (at most once)
        mqtt://h?format=a/b           | format=a/b: expected the name of a format, of A-Z a-z 0-9 _ . ~ -
        mqtt://h?compress=zip         | compress=zip is not known: expected compress=none or compress=gzip
        mqtt://h?compres=gzip         | 'compres' is not known: did you mean 'compress'? Known are topic, qos, format, compress, client
        mqtt://h?client_id=a          | 'client_id' belongs in conf/io.nephometer.publisher.mqtt.cfg, or in conf/io.nephometer.publisher.mqtt~NAME.cfg that ?client=NAME selects
        mqtt://h?ca_file=/a           | 'ca_file' belongs in conf/io.nephometer.publisher.mqtt.cfg, or in conf/io.nephometer.publisher.mqtt~NAME.cfg that ?client=NAME selects
        mqtt://h?password_file=/a     | 'password_file' belongs in conf/io.nephometer.publisher.mqtt.cfg, or in conf/io.nephometer.publisher.mqtt~NAME.cfg that ?client=NAME selects
        mqtt://h?client=a/b           | client=a/b: the NAME of a file io.nephometer.publisher.mqtt~NAME.cfg, of A-Z a-z 0-9 _ . -
        mqtt://h?topic=a%FFb          | 'a%FFb' is not UTF-8 text
        mqtt://h?topic=a%23           | topic 'a#': '#' and '+' are wildcards: a topic to publish to has none
        """)
    void eachMistakeIsNamedWithWhatWouldBeRight(String url, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(url)).withMessage(message);
    }
    // spotless:on

    @Test
    void aMistakeNeverRepeatsThePassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("mqtt://u:secret@h/x"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    @Test
    void theSchemeMayBeInUpperCase() {
        assertThat(parse("MQTTS://h")).isEqualTo(parse("mqtts://h"));
        assertThat(parse("Mqtt://h").port()).isEqualTo(1883);
        assertThat(parse("MQTTS://h").isTls()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqtt://my_broker",
                "mqtts://my-broker.",
                "mqtts://127.0.0.1",
                "mqtts://[::1]",
                "mqtts://[fe80::1%25eth_0]"
            })
    void aHostThatCanBeConnectedToIsTaken(String url) throws Exception {
        assertThat(parse(url).host()).isNotEmpty();
    }

    @Test
    void onlyAHostIsNeeded() {
        MqttUrl url = parse("mqtt://broker.example");
        assertThat(url.host()).isEqualTo("broker.example");
        assertThat(url.port()).isEqualTo(1883);
        assertThat(url.topic().text()).isEqualTo("nephometer/{host}/samples");
        assertThat(url.qos()).isEqualTo(1);
        assertThat(url.client()).isEmpty();
        assertThat(url.format()).isEqualTo("json");
        assertThat(url.compress()).isEqualTo("none");
        assertThat(parse("mqtts://broker.example").port()).isEqualTo(8883);
    }

    @Test
    void everythingCanBeGiven() {
        MqttUrl url =
                parse("mqtt://my_broker:2000?topic=a%2F%7Bmeter%7D/%C3%A4&qos=0&format=json&compress=gzip&client=eu-1");
        assertThat(url.address()).isEqualTo("mqtt://my_broker:2000");
        assertThat(url.topic().text()).isEqualTo("a/{meter}/ä");
        assertThat(url.qos()).isZero();
        assertThat(url.compress()).isEqualTo("gzip");
        assertThat(url.client()).contains("eu-1");
    }

    @Test
    void charactersThatAUriDoesNotTakeMayBeQuotedByWhoeverMakesIt() throws URISyntaxException {
        URI url = new URI("mqtt", "h:1883", "", "topic=x/{host}/\uD83D\uDE00", null);
        assertThat(MqttUrl.parse(url).topic().text()).isEqualTo("x/{host}/\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[0:0:0:0:0:0:0:1]", "LocalHost"})
    void theHostItselfIsKnownByItsName(String host) {
        assertThat(parse("mqtt://" + host + ":1").isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1.example", "localhost.example", "10.0.0.1", "[::2]", "[fe80::1]"})
    void otherHostsAreNotTakenForIt(String host) {
        assertThat(parse("mqtt://" + host).isLoopback()).isFalse();
    }

    private static MqttUrl parse(String url) {
        return MqttUrl.parse(URI.create(url));
    }
}
