package io.nephometer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinedTest {

    private static final File BASELINE = new File("src/baseline/agent-api.jar");
    private static final File BUILT = new File("target/bundle");

    private static final String BEFORE = "public interface Plugin { default int a() { return 1; } int b(); }";

    @TempDir
    Path directory;

    /** If this test fails, docs/adr/0010-api-baseline.md explains what to do. */
    @Test
    void thePackagesOfTheApiSayHowTheyHaveChangedSinceTheBaseline() throws Exception {
        try (Jar then = new Jar(BASELINE);
                Jar now = new Jar(BUILT)) {
            List<String> faults = Baselined.faults(then, now);
            assertThat(faults)
                    .withFailMessage("%s%nWhat to do: docs/adr/0010-api-baseline.md", String.join("\n", faults))
                    .isEmpty();
        }
    }

    @Test
    void whatIsRemovedNeedsAMajorVersion() throws Exception {
        assertThat(faults("1.9.9", "public interface Plugin { int b(); }"))
                .singleElement()
                .asString()
                .startsWith("sky is 1.9.9 in its package-info.java and must be 2.0.0 or more");
        assertThat(faults("2.0.0", "public interface Plugin { int b(); }")).isEmpty();
    }

    @Test
    void aSignatureThatChangedNeedsAMajorVersion() throws Exception {
        assertThat(faults("1.1.0", "public interface Plugin { default int a() { return 1; } long b(); }"))
                .singleElement()
                .asString()
                .contains("must be 2.0.0 or more", "MAJOR sky.Plugin", "MAJOR b()", "REMOVED int", "ADDED long");
    }

    /** bnd itself treats this method as an addition, because a default method precedes it. */
    @Test
    void aMethodThatPluginsMustImplementNeedsAMajorVersion() throws Exception {
        assertThat(faults("1.1.0", "public interface Plugin { default int a() { return 1; } int b(); int c(); }"))
                .singleElement()
                .asString()
                .contains("must be 2.0.0 or more", "ADDED c()");
    }

    @Test
    void anAdditionNeedsAMinorVersion() throws Exception {
        String after =
                "public interface Plugin { default int a() { return 1; } int b(); default int c() { return 1; } }";
        assertThat(faults("1.0.9", after)).singleElement().asString().contains("must be 1.1.0 or more");
        assertThat(faults("1.1.0", after)).isEmpty();
    }

    @Test
    void aPackageThatIsNotExportedAnyMoreIsAFaultWhateverItsVersion() throws Exception {
        try (Jar then = bundle("then", "1.0.0", BEFORE);
                Jar now = new Jar("empty")) {
            now.setManifest(new java.util.jar.Manifest(then.getManifest()));
            now.getManifest().getMainAttributes().putValue("Export-Package", "other");
            assertThat(Baselined.faults(then, now)).containsExactly("sky is no longer exported\n");
        }
    }

    @Test
    void whatIsTheSameNeedsNothing() throws Exception {
        assertThat(faults("1.0.0", BEFORE)).isEmpty();
    }

    private List<String> faults(String version, String after) throws Exception {
        try (Jar then = bundle("then", "1.0.0", BEFORE);
                Jar now = bundle("now", version, after)) {
            return Baselined.faults(then, now);
        }
    }

    private Jar bundle(String name, String version, String plugin) throws Exception {
        Path classes = Files.createDirectories(directory.resolve(name));
        Path source = Files.writeString(classes.resolve("Plugin.java"), "package sky; " + plugin);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        try (Builder builder = new Builder()) {
            builder.setBundleSymbolicName("sky");
            builder.addClasspath(classes.toFile());
            builder.setProperty("Export-Package", "sky;version=" + version);
            Path jar = directory.resolve(name + ".jar");
            builder.build().write(jar.toFile());
            return new Jar(jar.toFile());
        }
    }
}
