package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What disks of all kinds take on the host is what libvirt's blockInfo says, as in Ceilometer. Two kinds are compared with
 * the host instead: of a raw image that was written blockInfo gives the highest offset written since qemu started.
 */
@Tag("real")
class DiskSizesIT {

    private static final String GUEST = "instance-00000001";
    private static final List<String> DISKS = List.of("vda", "vdb", "vdc", "vdd", "vde", "vdf");

    private static final long BLOCK = 512;
    private static final long RAW = 8 << 20;
    private static final long NETWORK = 16 << 20;

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Path images;
    private String loop;
    private String uuid;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() throws IOException {
        InstalledAgent installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(1);
        lab.guest("destroy", GUEST);
        uuid = lab.uuid(GUEST);
        images = Files.createDirectory(lab.directory().resolve("images"));
        describe(qcow2(), raw(), blockDevice(), overTheNetwork(), unseen(), emptyDrive());
        lab.guest("start", GUEST);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.virsh("destroy", GUEST);
        Command.ok("losetup", "--detach", loop);
        Command.run(
                "kill", Command.run("cat", images.resolve("nbd.pid")).output().strip());
        lab.close();
    }

    @Test
    void theSizesOfEachDiskAreBlockInfosBeforeAndAfterARestartAndASnapshot() {
        subscriber.next("disk.device.write.bytes", sample -> sample.volume() > 0);
        sizesAreBlockInfos();
        lab.guest("destroy", GUEST);
        lab.guest("start", GUEST);
        sizesAreBlockInfos();
        lab.virsh(
                "snapshot-create-as",
                GUEST,
                "--no-metadata",
                "--disk-only",
                "--diskspec",
                "vda,file=" + images.resolve("top.qcow2"),
                "--diskspec",
                "vdb,snapshot=no",
                "--diskspec",
                "vdc,snapshot=no",
                "--diskspec",
                "vdd,snapshot=no",
                "--diskspec",
                "vde,snapshot=no",
                "--diskspec",
                "vdf,snapshot=no");
        sizesAreBlockInfos();
    }

    /** Of a guest that is suspended, so that nothing moves. */
    private void sizesAreBlockInfos() {
        lab.guest("suspend", GUEST);
        Map<String, Long> expected = new TreeMap<>();
        for (String disk : DISKS) {
            String info = lab.virsh("domblkinfo", GUEST, disk);
            expected.put("allocation " + disk, number("Allocation", info));
            expected.put("usage " + disk, number("Physical", info));
        }
        long blocks = Long.parseLong(Command.ok("stat", "-c", "%b", images.resolve("c.raw")));
        expected.put("allocation vdc", blocks * BLOCK);
        expected.put("usage vdc", RAW);
        expected.put("allocation vde", NETWORK);
        expected.put("usage vde", NETWORK);
        expected.put("allocation", sum("allocation", expected));
        expected.put("usage", sum("usage", expected));
        Instant now = Instant.now();
        await().atMost(SampleConsumer.LIMIT)
                .untilAsserted(() -> assertThat(sizes(now)).isEqualTo(expected));
        lab.guest("resume", GUEST);
    }

    private static long sum(String meter, Map<String, Long> sizes) {
        return DISKS.stream().mapToLong(disk -> sizes.get(meter + " " + disk)).sum();
    }

    private static long number(String name, String info) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(
                        line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** The newest ones that were read after some moment. */
    private Map<String, Long> sizes(Instant after) {
        Map<String, Long> sizes = new TreeMap<>();
        for (String meter : List.of("allocation", "usage")) {
            subscriber.samples("disk.device." + meter).stream()
                    .filter(sample -> sample.timestamp().isAfter(after))
                    .forEach(sample -> sizes.put(
                            meter + sample.resource().replace(uuid + "-", " "),
                            sample.json().get("volume").asLong()));
            subscriber
                    .samples("disk." + meter, uuid)
                    .filter(sample -> sample.timestamp().isAfter(after))
                    .forEach(sample ->
                            sizes.put(meter, sample.json().get("volume").asLong()));
        }
        return sizes;
    }

    @Test
    void anEmptyDriveIsNoDiskAndNotPartOfATotal() {
        subscriber.next("disk.device.read.bytes");
        JsonNode total =
                subscriber.next("disk.read.bytes").json().get("metadata").get("device");
        assertThat(total).extracting(JsonNode::asText).containsExactlyElementsOf(DISKS);
        assertThat(subscriber.samples("disk.device.read.bytes"))
                .extracting(SampleConsumer.Received::resource)
                .containsOnly(DISKS.stream().map(disk -> uuid + "-" + disk).toArray(String[]::new));
    }

    private void describe(String... disks) throws IOException {
        String xml = lab.virsh("dumpxml", "--inactive", GUEST);
        Path file = images.resolve("guest.xml");
        Files.writeString(file, xml.replaceFirst("</devices>", String.join("", disks) + "</devices>"));
        lab.virsh("define", file);
    }

    /** Never written, and known by a link. */
    private String qcow2() {
        Command.ok("qemu-img", "create", "-q", "-f", "qcow2", images.resolve("b.qcow2"), "32M");
        Path link = images.resolve("b.link");
        Command.ok("ln", "-s", images.resolve("b.qcow2"), link);
        return disk("file", "qcow2", "<source file='" + link + "'/>", "vdb", "");
    }

    /** Sparse, and written by the guest. */
    private String raw() {
        Command.ok("truncate", "-s", RAW, images.resolve("c.raw"));
        return disk("file", "raw", "<source file='" + images.resolve("c.raw") + "'/>", "vdc", "<boot order='2'/>");
    }

    private String blockDevice() {
        Command.ok("truncate", "-s", "4M", images.resolve("d.raw"));
        loop = Command.ok("losetup", "--find", "--show", images.resolve("d.raw"));
        return disk("block", "raw", "<source dev='" + loop + "'/>", "vdd", "<boot order='3'/>");
    }

    private String overTheNetwork() {
        Command.ok("truncate", "-s", NETWORK, images.resolve("e.raw"));
        Path socket = images.resolve("e.socket");
        Command.ok(
                "qemu-nbd",
                "--fork",
                "--persistent",
                "--pid-file=" + images.resolve("nbd.pid"),
                "--format=raw",
                "--socket=" + socket,
                images.resolve("e.raw"));
        String source = "<source protocol='nbd' name=''><host transport='unix' socket='" + socket + "'/></source>";
        return disk("network", "raw", source, "vde", "<boot order='4'/>");
    }

    /** On storage that the agent does not see: where the file is for qemu it sees another one. */
    private String unseen() {
        Path storage = images.resolve("unseen");
        Path file = storage.resolve("f.qcow2");
        Command.ok("mkdir", storage);
        Command.ok(inside("mount", "-t", "tmpfs", "none", storage));
        Command.ok(inside("qemu-img", "create", "-q", "-f", "qcow2", file, "16M"));
        Command.ok("truncate", "-s", "999999", file);
        return disk("file", "qcow2", "<source file='" + file + "'/>", "vdf", "");
    }

    private static String emptyDrive() {
        return "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source startupPolicy='optional'/>"
                + "<target dev='hdc' bus='ide'/><readonly/></disk>";
    }

    private static String disk(String type, String format, String source, String name, String more) {
        String cache = name.equals("vdf") ? "writeback" : "none";
        return "<disk type='" + type + "' device='disk'><driver name='qemu' type='" + format + "' cache='" + cache
                + "'/>" + source + "<target dev='" + name + "' bus='virtio'/>" + more + "</disk>";
    }

    private Object[] inside(Object... command) {
        return Stream.concat(Stream.of(lab.inside()), Stream.of(command)).toArray();
    }
}
