package io.nephometer.agent.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.EmptyFramework;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;

class MissingPackagesTest {

    @TempDir
    Path storage;

    private EmptyFramework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new EmptyFramework(storage);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    private Optional<String> missing(Bundle bundle) {
        return missing(bundle, Set.of());
    }

    private Optional<String> missing(Bundle bundle, Set<BundleRevision> refused) {
        return MissingPackages.of(bundle, List.of(framework.context().getBundles()), refused);
    }

    private Optional<String> missingFor(String imports) throws Exception {
        return missing(framework.install("importer" + imports.hashCode(), "Import-Package", imports));
    }

    @Test
    void aPackageThatNobodyHasIsNamedWithItsVersions() throws Exception {
        assertThat(missingFor("com.example.foo;version=\"[1.0,2)\""))
                .contains("it needs the package com.example.foo [1.0,2.0), which no bundle exports");
        assertThat(missingFor("com.example.foo;version=1.5"))
                .contains("it needs the package com.example.foo 1.5 or later, which no bundle exports");
        assertThat(missingFor("com.example.foo;version=\"(1.0.3,2]\""))
                .contains("it needs the package com.example.foo (1.0.3,2.0], which no bundle exports");
        assertThat(missingFor("com.example.foo"))
                .contains("it needs the package com.example.foo, which no bundle exports");
    }

    @Test
    void anotherVersionThatIsThereIsToldWithItsBundle() throws Exception {
        framework.install("io.nephometer.agent.api", "Export-Package", "io.nephometer.api;version=1.0.0");
        assertThat(missingFor("io.nephometer.api;version=\"[2.0,3)\""))
                .contains("it needs the package io.nephometer.api [2.0,3.0); io.nephometer.agent.api exports 1.0.0");
    }

    @Test
    void allThatAreMissingAreTold() throws Exception {
        assertThat(missingFor("a.one,java.util,a.two"))
                .contains("it needs the package a.one, which no bundle exports; "
                        + "it needs the package a.two, which no bundle exports");
    }

    @Test
    void aLaterJavaIsNamed() throws Exception {
        Bundle bundle =
                framework.install("late", "Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");
        assertThat(missing(bundle))
                .contains("it needs Java 99; this is Java " + Runtime.version().feature());
    }

    @Test
    void whatIsOptionalOrThereIsNotMissing() throws Exception {
        assertThat(missingFor("com.example.foo;resolution:=optional,org.osgi.framework;version=1.8,java.util"))
                .isEmpty();
    }

    @Test
    void whatTheExportersLackThemselvesIsTold() throws Exception {
        framework.install("b", "Export-Package", "of.b", "Import-Package", "of.c");
        framework.install("c", "Export-Package", "of.c", "Import-Package", "of.nobody;version=2.0.0,of.b");
        assertThat(missingFor("of.b"))
                .contains(
                        "it needs the package of.b; b would export it, but it needs the package of.c;"
                                + " c would export it, but it needs the package of.nobody 2.0 or later, which no bundle exports");
    }

    @Test
    void oneExporterThatLacksNothingIsEnough() throws Exception {
        framework.install("b", "Export-Package", "of.b", "Import-Package", "of.nobody");
        framework.install("b2", "Export-Package", "of.b", "Import-Package", "of.c");
        framework.install("c", "Export-Package", "of.c", "Import-Package", "of.b");
        assertThat(missingFor("of.b")).isEmpty();
    }

    private BundleRevision refused(String name, String... headersAndValues) throws BundleException, IOException {
        Bundle bundle = framework.install(name, headersAndValues);
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        bundle.uninstall();
        return revision;
    }

    @Test
    void whatLacksInAnExporterThatIsRefusedIsTold() throws Exception {
        Set<BundleRevision> refused = Set.of(
                refused("b", "Export-Package", "of.b", "Import-Package", "of.c"),
                refused("c", "Export-Package", "of.c", "Import-Package", "of.b,of.nobody"));
        assertThat(missing(framework.install("a", "Import-Package", "of.b"), refused))
                .contains("it needs the package of.b; b would export it, but it needs the package of.c;"
                        + " c would export it, but it needs the package of.nobody, which no bundle exports");
    }

    @Test
    void thatAnExporterIsRefusedForSomethingElseIsTold() throws Exception {
        Set<BundleRevision> refused = Set.of(refused("b", "Export-Package", "of.b"));
        assertThat(missing(framework.install("a", "Import-Package", "of.b"), refused))
                .contains("it needs the package of.b; b would export it, but is refused");
    }
}
