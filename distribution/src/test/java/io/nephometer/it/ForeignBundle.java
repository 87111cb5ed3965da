package io.nephometer.it;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.osgi.service.component.annotations.Component;

/** A plugin as somebody else writes one: {@code LoadPollster.java} of the test's resources, with agent-api and nothing more. */
final class ForeignBundle {

    private ForeignBundle() {}

    /** Its jar. */
    static Path build(Path directory) throws Exception {
        Path api = Installed.bundles().stream()
                .filter(jar -> jar.getFileName().toString().contains("agent-api"))
                .findFirst()
                .orElseThrow();
        Path annotations = Path.of(Component.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        api + File.pathSeparator + annotations,
                        "-d",
                        classes.toString(),
                        "--release",
                        "17",
                        "src/test/resources/LoadPollster.java");
        if (errors != 0) {
            throw new AssertionError("LoadPollster.java does not compile");
        }
        return bundle(directory.resolve("load.jar"), classes, api);
    }

    private static Path bundle(Path jar, Path classes, Path api) throws Exception {
        try (Builder builder = new Builder()) {
            builder.setBundleSymbolicName("com.example.load");
            builder.setBundleVersion("1.0.0");
            builder.addClasspath(List.of(classes.toFile(), api.toFile()));
            builder.setProperty("Private-Package", "com.example.load");
            builder.build().write(jar.toFile());
            if (!builder.isOk()) {
                throw new IOException(builder.getErrors() + " " + builder.getWarnings());
            }
            return jar;
        }
    }
}
