package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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
                "mqtt://h?password=zwei drei            | mqtt://h?password=***",
                "mqtt://h?topic=a&pass word=zwei drei   | mqtt://h?topic=a&pass word=***",
                "mqtt://h/#password=zwei drei           | mqtt://h/#password=***",
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
                "login of bob, s3 cr@etA failed | x://bob:s3%20cr%40etA@h | login of bob, *** failed",
            })
    void anErrorIsShownWithoutTheSecretsOfItsUrl(String text, String url, String shown) {
        assertThat(Redaction.ofText(text, url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "refused by amqp://bob:hunter2@h:1 | refused by amqp://***@h:1",
                "two: a://u:p@h, b://u:p@h/x?y=1   | two: a://***@h, b://***@h/x?y=1",
                "login as user=bob, password=hunter2 failed | login as user=bob, password=***",
                "password=hun ter 2                | password=***",
                "passphrase = hun ter 2            | passphrase = ***",
                "db_pass=hun ter 2                 | db_pass=***",
                "token_password=hun ter 2          | token_password=***",
                "userPassword: hun ter 2           | userPassword: ***",
                "password=\"hun 'ter' 2\", user=bob | password=***, user=bob",
                "password=\"hun\\\"ter 2\", user=bob | password=***, user=bob",
                "password='it''s me', user=bob     | password=***, user=bob",
                "password='hunter's 2', user=bob   | password=***",
                "password=\"hun ter 2              | password=***",
                "bad login at mqtt://h?password=hunter2&qos=1 of bob | bad login at mqtt://h?password=***&qos=1 of bob",
                "token=hunter2 is old              | token=*** is old",
                "set allow_plaintext_password=true in x.cfg | set allow_plaintext_password=true in x.cfg",
                "{\"token\": \"hun ter2\", \"a\": 1} | {\"token\": ***, \"a\": 1}",
                "client_secret = 'hunter2' is old  | client_secret = *** is old",
                "password: hunter2                 | password: ***",
                "x?api_key=hunter2&topic=a         | x?api_key=***&topic=a",
                "Authorization: Bearer hunter2 x   | Authorization: ***",
                "password_file=/etc/p: no such file | password_file=/etc/p: no such file",
                "unexpected token: foo             | unexpected token: foo",
                "no secret is in /etc/secret.key   | no secret is in /etc/secret.key",
                "mqtt://h:1883: refused            | mqtt://h:1883: refused",
            })
    void aTextIsShownWithoutWhatLooksLikeASecret(String text, String shown) {
        assertThat(Redaction.ofText(text)).isEqualTo(shown);
    }

    @Test
    void whatFollowsThePasswordsLineIsShown() {
        assertThat(Redaction.ofText("a: 1\npassword: hun ter 2\nb: 2")).isEqualTo("a: 1\npassword: ***\nb: 2");
    }

    @Test
    void aLongTextIsReadInTime() {
        for (String word : List.of("pass", "a://", "token-", "secret = ")) {
            assertThat(Redaction.ofText(word.repeat(25_000))).startsWith(word);
        }
        assertThat(Redaction.ofText("\"" + "x".repeat(10_000))).hasSize(10_001);
        assertThat(Redaction.ofText("password='" + "\\x".repeat(5_000))).isEqualTo("password=***");
    }
}
