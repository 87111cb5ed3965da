package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.lab.Command;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code quickstart}. */
@Tag("real")
class QuickstartIT {

    private static final Pattern SUMMARY =
            Pattern.compile("([0-9]+) samples of ([0-9]+) meters received from the broker in [0-9]+ s");

    @Test
    void aWrongArgumentIsNamed() {
        Command command = Command.run("../quickstart", "--guest", "3");
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.output()).startsWith("quickstart: unknown argument --guest\nusage:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--guests 2"})
    void showsSamplesOfManyMetersFromTheBroker(String guests) {
        String output = Command.ok("bash", "-c", "../quickstart --seconds 30 " + guests);
        Matcher summary = SUMMARY.matcher(output);
        assertThat(summary.find()).as(output).isTrue();
        assertThat(Integer.parseInt(summary.group(2))).isGreaterThanOrEqualTo(15);
    }
}
