package io.nephometer.hypervisor.libvirt.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/** Against libvirt's test driver, to which each disk of a running domain has an error: 1 and 2 by turns. */
class DiskErrorCallIT {

    @TempDir
    Path directory;

    private static final class Handle extends Connect {

        Handle(String uri) throws LibvirtException {
            super(uri, true);
        }

        Pointer pointer() {
            return vcp.getPointer();
        }
    }

    @Test
    void aDomainThatIsShutOffReturnsNothing() throws Exception {
        assertThat(errors(5, "vda", "vdb", "vdc")).isEmpty();
    }

    @Test
    void aDomainWithoutDisksReturnsNothing() throws Exception {
        assertThat(errors(1)).isEmpty();
    }

    @Test
    void eachDiskIsReturnedWithItsOwnError() throws Exception {
        assertThat(errors(1, "vda", "vdb", "vdc")).isEqualTo(Map.of("vda", 1, "vdb", 2, "vdc", 1));
    }

    private Map<String, Integer> errors(int state, String... disks) throws Exception {
        Handle handle = new Handle("test://" + node(state, List.of(disks)));
        try {
            return new DomainCalls().list(handle.pointer(), 0, domains -> new DiskErrorCall().read(domains.get(0)));
        } finally {
            handle.close();
        }
    }

    private Path node(int state, List<String> disks) throws IOException {
        StringBuilder xml = new StringBuilder("""
                <node><domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
                  <name>one</name><memory>1024</memory><os><type>hvm</type></os>
                  <test:runstate>%d</test:runstate>
                  <devices>
                """.formatted(state));
        disks.forEach(
                disk -> xml.append("<disk type='file'><source file='/%s'/><target dev='%s' bus='virtio'/></disk>%n"
                        .formatted(disk, disk)));
        return Files.writeString(directory.resolve("node.xml"), xml + "</devices></domain></node>");
    }
}
