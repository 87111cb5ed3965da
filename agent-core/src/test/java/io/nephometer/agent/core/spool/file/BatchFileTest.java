package io.nephometer.agent.core.spool.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchFileTest {

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void aFileNameHasAsciiDigitsInEveryLocale() {
        for (String tag : new String[] {"ar-EG", "ar-SA", "fa-IR", "mr-IN", "bn-BD", "ne-NP", "my-MM", "ckb-IQ"}) {
            Locale.setDefault(Locale.forLanguageTag(tag));
            BatchFile stored = new BatchFile(7, 1, 5, 123, 0);
            assertThat(stored.name()).as(tag).isEqualTo("0000000000000000007-1-5-123.batch");
            assertThat(BatchFile.named(stored.name(), 0)).as(tag).contains(stored);
        }
    }
}
