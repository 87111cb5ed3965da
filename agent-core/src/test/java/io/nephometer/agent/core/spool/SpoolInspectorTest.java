package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.DiskFolder;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.view.SpoolInspection;
import io.nephometer.api.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolInspectorTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 24, Duration.ofDays(1), 0, 1 << 20, 0);

    @TempDir
    Path directory;

    private volatile boolean looking = true;

    private void work(Spool spool) {
        while (looking) {
            spool.append(List.of(new Message("t", new byte[3_000], 2), new Message("t", new byte[3_000], 3)));
            spool.delivered(spool.poll(3, 1 << 20));
        }
    }

    @Test
    void aSpoolThatIsInUseIsSoundAndBalancesInEveryLook() throws Exception {
        SpoolFolder folder = new DiskFolder(directory);
        try (Spool spool = Spool.open("r", folder, BOUNDS, SpoolClock.system(), Health.silent())) {
            Thread user = new Thread(() -> work(spool));
            user.start();
            try {
                for (int look = 0; look < 300; look++) {
                    SpoolInspection found = SpoolInspector.of(folder, true);
                    assertThat(found.damaged()).isEmpty();
                    assertThat(found.state().difference()).isZero();
                }
            } finally {
                looking = false;
                user.join();
            }
        }
    }
}
