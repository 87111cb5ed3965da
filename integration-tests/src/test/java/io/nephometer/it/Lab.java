package io.nephometer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scripts of {@code src/test/lab} over a folder of their own: a private broker, a private libvirtd with real guests. */
final class Lab implements AutoCloseable {

    private static final Path SCRIPTS = Path.of("src/test/lab").toAbsolutePath();

    private final Path directory;
    private String uri;

    Lab() {
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

    Path directory() {
        return directory;
    }

    /** Of the broker, which is started if it does not run. The port stays the same over stops. */
    int broker() {
        String printed =
                script("broker", "start", "--while", ProcessHandle.current().pid());
        return Integer.parseInt(printed.lines().reduce((a, b) -> b).orElseThrow());
    }

    /** Lines that are added to the broker's configuration from its next start on. */
    void brokerSettings(String lines) {
        try {
            Files.writeString(directory.resolve("mosquitto.more"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It reads its passwords and certificates again. */
    void reloadBroker() {
        script("broker", "reload");
    }

    String brokerLog() {
        try {
            return Files.readString(directory.resolve("mosquitto.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory of keys and certificates, see the script. */
    Path certificates() {
        Command.ok(SCRIPTS.resolve("certificates"), directory);
        return directory.resolve("tls");
    }

    void stopBroker() {
        script("broker", "stop");
    }

    /** kill -9. */
    void killBroker() {
        script("broker", "kill");
    }

    /** It keeps its connections and answers nothing. */
    void freezeBroker() {
        Command.ok("kill", "-STOP", script("broker", "pid"));
    }

    void thawBroker() {
        Command.ok("kill", "-CONT", script("broker", "pid"));
    }

    /** Starts the daemon if it does not run; its read-only URI. */
    String libvirtd() {
        if (uri == null) {
            String printed = script(
                    "libvirtd", "start", "--while", ProcessHandle.current().pid());
            uri = printed.lines().reduce((a, b) -> b).orElseThrow();
        }
        return uri;
    }

    void guests(int count, String... options) {
        script(
                "guests",
                "up",
                Stream.concat(Stream.of(count), Stream.of(options)).toArray());
    }

    void guest(String verb, String name) {
        script("guests", verb, name);
    }

    /** Whether it has a process, perhaps one that waits for what it shall be. */
    boolean runs(String guest) {
        return Files.exists(directory.resolve("libvirt/run/qemu/" + guest + ".pid"));
    }

    /** It goes on in the other lab, and is read from there once it has arrived. */
    void migrate(String guest, Lab to) {
        script("guests", "migrate", guest, to.directory);
    }

    /** A running guest has so many virtual processors from now on. */
    void plug(String guest, int vcpus) {
        script("guests", "plug", guest, vcpus);
    }

    /** Of a guest that was made with {@code --room}: how much its disks can still grow on the host. */
    void room(String guest, int kib) {
        script("guests", "room", guest, kib);
    }

    /** The process of a running guest. */
    long pid(String guest) {
        try {
            return Long.parseLong(Files.readString(directory.resolve("libvirt/run/qemu/" + guest + ".pid"))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It keeps its monitor's connection and answers nothing. */
    void freezeGuest(String guest) {
        Command.ok("kill", "-STOP", pid(guest));
    }

    void thawGuest(String guest) {
        Command.ok("kill", "-CONT", pid(guest));
    }

    /** kill -9; its guests go on. */
    void killLibvirtd() {
        script("libvirtd", "kill");
    }

    void restartLibvirtd() {
        script("libvirtd", "restart");
    }

    void freezeLibvirtd() {
        Command.ok("kill", "-STOP", script("libvirtd", "pid"));
    }

    void thawLibvirtd() {
        Command.ok("kill", "-CONT", script("libvirtd", "pid"));
    }

    /** Starts a Linux container that works a little; the read-only URI of that driver. */
    String container(String name) {
        return script("container", "start", name).lines().reduce((a, b) -> b).orElseThrow();
    }

    void destroyContainer(String name) {
        script("container", "destroy", name);
    }

    void traffic(String tap, int frames) {
        script("guests", "traffic", tap, frames);
    }

    /** Makes the tap of a port, again if it is there: see the script {@code port}. */
    void makePort(int port) {
        script("port", "make", port);
    }

    void attachPort(int port, String guest) {
        script("port", "attach", port, guest);
    }

    void detachPort(int port, String guest) {
        script("port", "detach", port, guest);
    }

    /** Bytes that it has carried to guests since it was made. */
    long carried(int port) {
        return Long.parseLong(script("port", "carried", port).strip());
    }

    /** Frames to each of the first ports, until it is destroyed. */
    Process portTraffic(int ports) {
        try {
            return new ProcessBuilder(SCRIPTS.resolve("port").toString(), "traffic", directory.toString(), "" + ports)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that may change guests; what it prints. */
    String virsh(Object... words) {
        Stream<Object> virsh = Stream.of("virsh", "-q", "-c", libvirtd().replaceFirst("-ro$", ""));
        return Command.ok(Stream.concat(virsh, Stream.of(words)).toArray());
    }

    /** What {@code virsh domstats} says of a running guest now. */
    Map<String, String> domstats(String guest) {
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

    /** What runs a command in the namespaces of the daemon, where the taps are. */
    Object[] inside() {
        String pid = Command.ok("cat", directory.resolve("namespace.pid"));
        return new Object[] {"nsenter", "--target", pid, "--mount", "--net", "--"};
    }

    /** The name of a guest's first interface on the host. */
    String tap(String guest) {
        return domstats(guest).get("net.0.name");
    }

    String uuid(String guest) {
        return Command.ok("virsh", "-c", libvirtd(), "domuuid", guest).strip();
    }

    /** Of a running guest, another one after each start. */
    long id(String guest) {
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
