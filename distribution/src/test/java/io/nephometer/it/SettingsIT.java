package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in conf/*.cfg, on the assembled folder. */
class SettingsIT {

    private static final String CORE = "io.nephometer.agent.core.cfg";

    @TempDir
    Path directory;

    private Installed installed;

    @BeforeEach
    void prepare() {
        installed = new Installed(directory);
    }

    private String poll() {
        return installed
                .command("poll", "--conf", installed.conf, "--deploy", installed.deploy, "--json", "power.state")
                .output();
    }

    @Test
    void aFileIsUtf8AndMayHaveEscapes() {
        installed.write(CORE, "host = nöde-1\n");
        assertThat(poll()).containsPattern("\"host\" *: *\"nöde-1\"");
        installed.write(CORE, "host = n\\u00f6de-2\n");
        assertThat(poll()).containsPattern("\"host\" *: *\"nöde-2\"");
    }
}
