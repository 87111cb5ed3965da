package io.nephometer.it.agent;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.osgi.framework.BundleActivator;
import org.osgi.service.component.annotations.Component;

/** A plugin that is built against agent-api alone, with the faults that a test needs. */
public final class PluginJarBuilder {

    private final String name;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> code = new LinkedHashMap<>();
    private String version = "1.0.0";

    /** One pollster with one meter, {@code host.NAME}, whose volume is 1. */
    public PluginJarBuilder(String name) {
        this.name = name;
        code.put("COMPONENT", "");
        code.put("FIELDS", "");
        code.put("ACTIVATE", "");
        code.put("DEACTIVATE", "");
        code.put("METERS", "");
        code.put("POLL", "return List.of(Sample.of(METER, turn.host(), 1L, turn.now()));");
    }

    public PluginJarBuilder version(String other) {
        version = other;
        return this;
    }

    /** A line of the manifest. */
    public PluginJarBuilder header(String key, String value) {
        headers.put(key, value);
        return this;
    }

    /** Statements for one of {@code ACTIVATE}, {@code DEACTIVATE}, {@code METERS} and {@code POLL}, {@code FIELDS}, or {@code COMPONENT}. */
    public PluginJarBuilder code(String where, String statements) {
        code.put(where, statements);
        return this;
    }

    /** With a bundle activator, whose start and stop do this. */
    public PluginJarBuilder activator(String start, String stop) {
        headers.put("Bundle-Activator", "com.example." + name + ".Activator");
        code.put("START", start);
        code.put("STOP", stop);
        return this;
    }

    /** The jar, in a directory of its own. */
    public Path build(Path directory) {
        try {
            Path sources = Files.createTempDirectory(directory, "sources");
            Files.writeString(sources.resolve("Faulty.java"), pollster());
            if (code.containsKey("START")) {
                Files.writeString(sources.resolve("Activator.java"), activator());
            }
            return build(directory, sources);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Of a source file instead, whose package is {@code com.example.NAME}. */
    public Path build(Path directory, Path source) {
        try {
            Path place = Files.createTempDirectory(directory, name);
            Path classes = Files.createDirectory(place.resolve("classes"));
            compile(source, classes);
            return bundle(place.resolve(name + ".jar"), classes);
        } catch (Exception e) { // bnd's
            throw new AssertionError(e);
        }
    }

    private static void compile(Path source, Path classes) throws Exception {
        List<String> words = new ArrayList<>(List.of("-d", classes.toString(), "--release", "17", "-cp"));
        words.add(Stream.of(api(), jarOf(Component.class), jarOf(BundleActivator.class))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        try (Stream<Path> files = Files.walk(source)) {
            files.filter(Files::isRegularFile).map(Path::toString).forEach(words::add);
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new)) != 0) {
            throw new AssertionError(source + " does not compile");
        }
    }

    private String pollster() {
        String source = """
                package com.example.NAME;

                import io.nephometer.api.*;
                import java.util.*;
                import org.osgi.service.component.annotations.*;

                @Component($COMPONENT$)
                public class Faulty implements Pollster {
                    static final Meter METER = Meter.gauge("host.NAME", "");
                    $FIELDS$
                    @Activate void activate() throws Exception { $ACTIVATE$ }
                    @Deactivate void deactivate() throws Exception { $DEACTIVATE$ }
                    public Set<Meter> meters() { $METERS$ return Set.of(METER); }
                    public List<String> discovery() { return List.of(); }
                    public List<Sample> poll(Turn turn) { $POLL$ }
                }
                """;
        for (Map.Entry<String, String> part : code.entrySet()) {
            source = source.replace("$" + part.getKey() + "$", part.getValue());
        }
        return source.replace("NAME", name);
    }

    private String activator() {
        return """
                package com.example.NAME;

                import org.osgi.framework.*;

                public class Activator implements BundleActivator {
                    public void start(BundleContext context) throws Exception { START }
                    public void stop(BundleContext context) throws Exception { STOP }
                }
                """.replace("START", code.get("START"))
                .replace("STOP", code.get("STOP"))
                .replace("NAME", name);
    }

    private Path bundle(Path jar, Path classes) throws Exception {
        try (Builder builder = new Builder()) {
            builder.setBundleSymbolicName("com.example." + name);
            builder.setBundleVersion(version);
            builder.addClasspath(List.of(
                    classes.toFile(),
                    api().toFile(),
                    jarOf(BundleActivator.class).toFile()));
            builder.setProperty("Private-Package", "com.example." + name);
            headers.forEach(builder::setProperty);
            builder.build().write(jar.toFile());
            if (!builder.getErrors().isEmpty()) {
                throw new IOException(builder.getErrors().toString());
            }
            return jar;
        }
    }

    private static Path api() {
        return InstalledAgent.bundles().stream()
                .filter(jar -> jar.getFileName().toString().contains("agent-api"))
                .findFirst()
                .orElseThrow();
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
