package io.nephometer.launcher.framework;

import io.nephometer.launcher.cli.AgentFolders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The properties with which the framework and the bundles start. */
final class FrameworkProperties {

    private FrameworkProperties() {}

    /**
     * @param scratch where the framework keeps what it makes
     * @param mode {@code run}, or {@code command} for one command on an agent that polls nothing by itself
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
        // The folder defines what is installed: the framework forgets what is no longer in it.
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        // A plugin and its replacement are installed side by side for a moment.
        properties.put("org.osgi.framework.bsnversion", "multiple");
        // The launcher reads the framework's log and has to see the same classes.
        properties.put("org.osgi.framework.system.packages.extra", "org.osgi.service.log;version=1.5.0");
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(OsgiFramework.HIGHEST_LEVEL));
        // The framework would print stack traces; errors arrive as events, too.
        properties.put("felix.log.level", "0");

        properties.putAll(watchOfConf(folders.conf(), scratch));
        return properties;
    }

    /** FileInstall's settings. */
    private static Map<String, String> watchOfConf(Path conf, Path scratch) {
        return Map.of(
                // A directory in conf/ is the operator's; FileInstall would make a bundle of it and start that.
                "felix.fileinstall.subdir.mode", "skip",
                "felix.fileinstall.configEncoding", "UTF-8",
                "felix.fileinstall.dir", conf.toString(),
                "felix.fileinstall.filter", ".*\\.cfg",
                "felix.fileinstall.poll", "1000",
                "felix.fileinstall.noInitialDelay", "true",
                // It would overwrite what an operator writes in the same moment.
                "felix.fileinstall.enableConfigSave", "false",
                // Not inotify: its instances are few, and it reports nothing on network file systems.
                "felix.fileinstall.disableNio2", "true",
                "felix.fileinstall.tmpdir", scratch.resolve("tmp").toString(),
                "felix.fileinstall.log.level", "2"); // warnings
    }
}
