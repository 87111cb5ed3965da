package io.nephometer.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the framework and the bundles are told at start. */
final class FrameworkProperties {

    private FrameworkProperties() {}

    /**
     * @param scratch where the framework keeps what it makes
     * @param mode {@code run}, or {@code command} for one command on an agent that polls nothing by itself
     */
    static Map<String, String> of(Folders folders, Path scratch, String version, String mode) {
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
        // The folder says what is installed: nothing is remembered that is not in it any more.
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        // A plugin and the one that is to replace it are there side by side for a moment.
        properties.put("org.osgi.framework.bsnversion", "multiple");
        // The launcher reads the framework's log: it has to see the same classes.
        properties.put("org.osgi.framework.system.packages.extra", "org.osgi.service.log;version=1.5.0");
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(Platform.HIGHEST_LEVEL));
        // The framework would print stack traces; what is wrong comes as an event, too.
        properties.put("felix.log.level", "0");

        properties.putAll(watchOfConf(folders.conf(), scratch));
        return properties;
    }

    /** FileInstall's settings. */
    private static Map<String, String> watchOfConf(Path conf, Path scratch) {
        return Map.of(
                // A folder in it is the operator's: it would be made a bundle of, and started.
                "felix.fileinstall.subdir.mode", "skip",
                "felix.fileinstall.configEncoding", "UTF-8",
                "felix.fileinstall.dir", conf.toString(),
                "felix.fileinstall.filter", ".*\\.cfg",
                "felix.fileinstall.poll", "1000",
                "felix.fileinstall.noInitialDelay", "true",
                // It would lose what an operator writes in the same moment.
                "felix.fileinstall.enableConfigSave", "false",
                // Not inotify: its instances are few and a file on a network never tells.
                "felix.fileinstall.disableNio2", "true",
                "felix.fileinstall.tmpdir", scratch.resolve("tmp").toString(),
                "felix.fileinstall.log.level", "2"); // warnings
    }
}
