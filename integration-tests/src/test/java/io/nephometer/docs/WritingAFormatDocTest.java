package io.nephometer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WritingAFormatDocTest {

    /** {@code FormatHotPlugIT} builds it, and has an agent encode with it. */
    @Test
    void theJavaItShowsIsWhatASuiteBuilds() throws IOException {
        assertThat(Files.readString(Path.of("../docs/writing-a-format.md")))
                .contains("```java\n" + Files.readString(Path.of("src/test/resources/CsvFormat.java")) + "```");
    }
}
