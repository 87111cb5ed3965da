package io.nephometer.launcher.framework;

import io.nephometer.launcher.cli.AgentFolders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The configuration properties of the framework and its bundles. */
final class FrameworkProperties {

    private FrameworkProperties() {}

    /**
     * Returns the properties for an agent that uses the given folders.
     *
     * @param scratch the directory for the bundle cache and temporary files
     * @param mode {@code run} for an agent that polls, or {@code command} for a temporary agent that executes one
     *     command
     */
    static Map<String, String> of(AgentFolders folders, Path scratch, String version, String mode) {
        Map<String, String> properties = new HashMap<>();
        properties.put("nephometer.version", version);
        properties.put("nephometer.mode", mode);
        properties.put("nephometer.home", folders.home().toString());
        properties.put("nephometer.conf", folders.conf().toString());
        properties.put("nephometer.data", folders.data().toString());
        properties.put("nephometer.spool", folders.spool().toString());
        properties.put("nephometer.deploy", folders.deploy().toString());
        properties.put("nephometer.scratch", scratch.toString());

        properties.put("org.osgi.framework.storage", scratch.resolve("cache").toString());
        // The content of the folder alone defines the installed bundles, so the framework discards its cache at each
        // start.
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        // A plugin and its replacement are installed side by side during the replacement.
        properties.put("org.osgi.framework.bsnversion", "multiple");
        // The launcher reads the framework's log and must share the classes of the log service with the bundles.
        properties.put("org.osgi.framework.system.packages.extra", "org.osgi.service.log;version=1.5.0");
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(OsgiFramework.HIGHEST_LEVEL));
        // The framework's own logger would print stack traces, and its errors also arrive as events.
        properties.put("felix.log.level", "0");

        properties.putAll(fileInstallSettings(folders.conf(), scratch));
        return properties;
    }

    /** Returns the settings that make FileInstall watch {@code conf/}. */
    private static Map<String, String> fileInstallSettings(Path conf, Path scratch) {
        return Map.of(
                // By default, FileInstall would turn a directory in conf/ into a bundle and start it.
                "felix.fileinstall.subdir.mode", "skip",
                "felix.fileinstall.configEncoding", "UTF-8",
                "felix.fileinstall.dir", conf.toString(),
                "felix.fileinstall.filter", ".*\\.cfg",
                "felix.fileinstall.poll", "1000",
                "felix.fileinstall.noInitialDelay", "true",
                // Saving would overwrite a file that an operator is editing.
                "felix.fileinstall.enableConfigSave", "false",
                // FileInstall polls because inotify instances are scarce and do not work on network file systems.
                "felix.fileinstall.disableNio2", "true",
                "felix.fileinstall.tmpdir", scratch.resolve("tmp").toString(),
                "felix.fileinstall.log.level", "2"); // warnings
    }
}
