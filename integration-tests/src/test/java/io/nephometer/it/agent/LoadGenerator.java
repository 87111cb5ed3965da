package io.nephometer.it.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Generates many samples a second on one route: domains of libvirt's test driver that are polled often. */
public final class LoadGenerator {

    public static final String ROUTE = "meter_sink.mqtt";
    private static final String ALL = "\"*\"";

    private final InstalledAgent installed;
    private final String meters;
    private final String url;

    private LoadGenerator(InstalledAgent installed, String meters, String url) {
        this.installed = installed;
        this.meters = meters;
        this.url = url;
    }

    /** A turn is many small messages: one for each domain and one for the host. */
    public static LoadGenerator ofManyMessages(InstalledAgent installed, int port) {
        return new LoadGenerator(
                installed,
                "\"cpu*\", \"disk.read.*\", \"memory*\"",
                "mqtt://127.0.0.1:" + port + "?topic=nephometer/%7Bhost%7D/samples/%7Binstance%7D");
    }

    /** A turn is few messages of 128 KiB. */
    public static LoadGenerator ofManySamples(InstalledAgent installed, int port) {
        return ofManySamples(installed, "mqtt://127.0.0.1:" + port);
    }

    public static LoadGenerator ofManySamples(InstalledAgent installed, String url) {
        return new LoadGenerator(installed, ALL, url);
    }

    /** Sets the domains of the driver from the next start on. */
    public LoadGenerator domains(int count) {
        StringBuilder node = new StringBuilder("<node>\n");
        for (int i = 1; i <= count; i++) {
            node.append(domain(i));
        }
        node.append("<network><name>default</name><bridge name='virbr0'/></network>\n</node>\n");
        try {
            Path file = Files.writeString(installed.conf.resolveSibling("node.xml"), node);
            installed.hypervisor("test://" + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private static String domain(int i) {
        return """
                <domain type='test'>
                  <name>instance-%1$08x</name><uuid>00000000-0000-4000-8000-%1$012x</uuid>
                  <memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type>hvm</type></os>
                  <devices>
                    <disk type='file' device='disk'><source file='/guest/%1$d.img'/><target dev='vda' bus='virtio'/></disk>
                    <interface type='network'>
                      <mac address='52:54:00:00:%2$02x:%3$02x'/><source network='default'/><target dev='tap%1$d'/>
                    </interface>
                  </devices>
                </domain>
                """.formatted(i, i / 256, i % 256);
    }

    /** Returns the same URL at another port. */
    public String url(int port) {
        return url.replaceFirst(":[0-9]+", ":" + port);
    }

    public String route() {
        return url.startsWith("mqtts:") ? ROUTE + "s" : ROUTE;
    }

    public LoadGenerator every(String interval) {
        write(interval, meters);
        return this;
    }

    /** Ends the reading; the route stays and delivers what it has. */
    void end() {
        write("1h", "\"no.such.meter\"");
    }

    private void write(String interval, String patterns) {
        installed.write("pipeline.yaml", """
                sources:
                  - {name: meter_source, interval: %s, meters: [%s], sinks: [meter_sink]}
                sinks:
                  - name: meter_sink
                    publishers: ["%s"]
                """.formatted(interval, patterns, url));
    }
}
