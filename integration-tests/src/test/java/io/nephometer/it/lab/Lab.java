package io.nephometer.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A private broker and a private libvirtd with real guests, by the scripts of {@code src/test/lab}. */
public final class Lab implements AutoCloseable {

    private static final Path SCRIPTS = Path.of("src/test/lab").toAbsolutePath();

    private final Path directory;
    private String uri;

    public Lab() {
        try {
            directory = Files.createTempDirectory("lab");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String script(String name, String verb, Object... more) {
        Object[] words = Stream.concat(Stream.of(SCRIPTS.resolve(name), verb, directory), Stream.of(more))
                .toArray();
        return Command.ok(words);
    }

    public Path directory() {
        return directory;
    }

    /** Starts the broker if it does not run, and returns its port, which stays the same. */
    public int broker() {
        String printed =
                script("broker", "start", "--while", ProcessHandle.current().pid());
        return Integer.parseInt(printed.lines().reduce((a, b) -> b).orElseThrow());
    }

    /** Sets lines that are added to the broker's configuration from its next start on. */
    public void brokerSettings(String lines) {
        try {
            Files.writeString(directory.resolve("mosquitto.more"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the broker read its passwords and certificates again. */
    public void reloadBroker() {
        script("broker", "reload");
    }

    public String brokerLog() {
        try {
            return Files.readString(directory.resolve("mosquitto.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the keys and certificates, see the script, and returns their directory. */
    public Path certificates() {
        Command.ok(SCRIPTS.resolve("certificates"), directory);
        return directory.resolve("tls");
    }

    public void stopBroker() {
        script("broker", "stop");
    }

    /** Kills it with SIGKILL. */
    public void killBroker() {
        script("broker", "kill");
    }

    /** Stops its process: it keeps its connections and answers nothing. */
    public void freezeBroker() {
        Command.ok("kill", "-STOP", script("broker", "pid"));
    }

    public void thawBroker() {
        Command.ok("kill", "-CONT", script("broker", "pid"));
    }

    /** Starts the daemon if it does not run, and returns its read-only URI. */
    public String libvirtd() {
        if (uri == null) {
            String printed = script(
                    "libvirtd", "start", "--while", ProcessHandle.current().pid());
            uri = printed.lines().reduce((a, b) -> b).orElseThrow();
        }
        return uri;
    }

    public void guests(int count, String... options) {
        script(
                "guests",
                "up",
                Stream.concat(Stream.of(count), Stream.of(options)).toArray());
    }

    public void guest(String verb, String name) {
        script("guests", verb, name);
    }

    /** Returns whether it has a process, perhaps one that waits for a migration. */
    public boolean runs(String guest) {
        return Files.exists(directory.resolve("libvirt/run/qemu/" + guest + ".pid"));
    }

    /** Migrates a guest to the other lab. */
    public void migrate(String guest, Lab to) {
        script("guests", "migrate", guest, to.directory);
    }

    /** Sets the number of virtual processors of a running guest. */
    public void plug(String guest, int vcpus) {
        script("guests", "plug", guest, vcpus);
    }

    /** Sets how much the disks of a guest that was made with {@code --room} can still grow on the host. */
    public void room(String guest, int kib) {
        script("guests", "room", guest, kib);
    }

    /** Returns the process id of a running guest. */
    public long pid(String guest) {
        try {
            return Long.parseLong(Files.readString(directory.resolve("libvirt/run/qemu/" + guest + ".pid"))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops its process: it keeps its monitor's connection and answers nothing. */
    public void freezeGuest(String guest) {
        Command.ok("kill", "-STOP", pid(guest));
    }

    public void thawGuest(String guest) {
        Command.ok("kill", "-CONT", pid(guest));
    }

    /** Kills it with SIGKILL; its guests keep running. */
    public void killLibvirtd() {
        script("libvirtd", "kill");
    }

    public void restartLibvirtd() {
        script("libvirtd", "restart");
    }

    public void freezeLibvirtd() {
        Command.ok("kill", "-STOP", script("libvirtd", "pid"));
    }

    public void thawLibvirtd() {
        Command.ok("kill", "-CONT", script("libvirtd", "pid"));
    }

    /** Starts a Linux container that works a little, and returns the read-only URI of its driver. */
    public String container(String name) {
        return script("container", "start", name).lines().reduce((a, b) -> b).orElseThrow();
    }

    public void destroyContainer(String name) {
        script("container", "destroy", name);
    }

    public void traffic(String tap, int frames) {
        script("guests", "traffic", tap, frames);
    }

    /** Makes the tap of a port, again if it exists: see the script {@code port}. */
    public void makePort(int port) {
        script("port", "make", port);
    }

    public void attachPort(int port, String guest) {
        script("port", "attach", port, guest);
    }

    public void detachPort(int port, String guest) {
        script("port", "detach", port, guest);
    }

    /** Returns the bytes that it has carried to guests since it was made. */
    public long carried(int port) {
        return Long.parseLong(script("port", "carried", port).strip());
    }

    /** Sends frames to each of the first ports until the process is destroyed. */
    public Process portTraffic(int ports) {
        try {
            return new ProcessBuilder(SCRIPTS.resolve("port").toString(), "traffic", directory.toString(), "" + ports)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command that may change guests, and returns its output. */
    public String virsh(Object... words) {
        Stream<Object> virsh = Stream.of("virsh", "-q", "-c", libvirtd().replaceFirst("-ro$", ""));
        return Command.ok(Stream.concat(virsh, Stream.of(words)).toArray());
    }

    /** Returns what {@code virsh domstats} reports of a running guest now. */
    public Map<String, String> domstats(String guest) {
        Map<String, String> values = new TreeMap<>();
        List<String> lines =
                Command.ok("virsh", "-c", libvirtd(), "domstats", guest).lines().toList();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            }
        }
        return values;
    }

    /** Returns the command prefix that runs a command in the daemon's namespaces, which have the taps. */
    public Object[] inside() {
        String pid = Command.ok("cat", directory.resolve("namespace.pid"));
        return new Object[] {"nsenter", "--target", pid, "--mount", "--net", "--"};
    }

    /** Returns the name of a guest's first interface on the host. */
    public String tap(String guest) {
        return domstats(guest).get("net.0.name");
    }

    public String uuid(String guest) {
        return Command.ok("virsh", "-c", libvirtd(), "domuuid", guest).strip();
    }

    /** Returns the id of a running guest, which differs after each start. */
    public long id(String guest) {
        return Long.parseLong(
                Command.ok("virsh", "-c", libvirtd(), "domid", guest).strip());
    }

    @Override
    public void close() {
        script("broker", "stop");
        script("libvirtd", "stop");
        Command.ok("rm", "-rf", directory);
    }
}
