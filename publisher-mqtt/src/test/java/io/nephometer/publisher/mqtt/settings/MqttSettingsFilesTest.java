package io.nephometer.publisher.mqtt.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MqttSettingsFilesTest {

    private final MqttSettingsFiles clients = MqttSettingsFiles.of(Map.of(
            "io.nephometer.publisher.mqtt", SettingsFixtures.values("username=ann"),
            "io.nephometer.publisher.mqtt~eu", SettingsFixtures.values("username=eve"),
            "io.nephometer.publisher.mqtt~bad", SettingsFixtures.values("password_file=/p")));

    @Test
    void aNameWithoutAFileIsRefusedWithTheFileToMake() {
        assertThatIOException()
                .isThrownBy(() -> clients.select(Optional.of("us")))
                .withMessage(
                        "client=us: there is no conf/io.nephometer.publisher.mqtt~us.cfg: make it, with the keys of"
                                + " io.nephometer.publisher.mqtt.cfg, or leave client= out to use that one");
    }

    @Test
    void aFileWithAMistakeIsRefusedToThoseWhoSelectIt() {
        String mistake = "io.nephometer.publisher.mqtt~bad.cfg: password_file without username: MQTT has no password"
                + " without a user";
        assertThat(clients.mistakes()).containsExactly(mistake);
        assertThatIOException()
                .isThrownBy(() -> clients.select(Optional.of("bad")))
                .withMessage(mistake);
    }

    @Test
    void aMistakeInThePlainFileIsNotReplacedByTheDefaults() {
        MqttSettingsFiles bad =
                MqttSettingsFiles.of(Map.of("io.nephometer.publisher.mqtt", SettingsFixtures.values("key_file=/k")));
        assertThatIOException().isThrownBy(() -> bad.select(Optional.empty()));
    }

    @Test
    void aMistakeThatCostsAValueOnlyIsReportedAndKeepsNobodyOut() throws Exception {
        MqttSettingsFiles bad =
                MqttSettingsFiles.of(Map.of("io.nephometer.publisher.mqtt", SettingsFixtures.values("timeout=x")));
        assertThat(bad.mistakes()).singleElement().asString().contains("timeout: expected");
        assertThat(bad.select(Optional.empty()).timeout()).hasSeconds(10);
    }

    @Test
    void eachNameSelectsItsFileAndNoNameThePlainOne() throws Exception {
        assertThat(clients.select(Optional.empty()).username()).contains("ann");
        assertThat(clients.select(Optional.of("eu")).username()).contains("eve");
        assertThat(MqttSettingsFiles.of(Map.of()).select(Optional.empty())).isEqualTo(SettingsFixtures.settings());
    }
}
