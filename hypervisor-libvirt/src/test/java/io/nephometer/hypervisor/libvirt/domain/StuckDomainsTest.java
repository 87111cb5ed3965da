package io.nephometer.hypervisor.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.hypervisor.libvirt.host.QemuProcesses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StuckDomainsTest {

    @TempDir
    Path proc;

    @Test
    void ofManyThatAreStuckSomeAreNamed() {
        StuckDomains stuck = new StuckDomains(new QemuProcesses(proc));
        List.of("a", "b", "c").forEach(name -> stuck.add(domain(name)));
        assertThat(stuck).hasToString(domain("a") + ", " + domain("b") + ", " + domain("c"));
        List.of("d", "e").forEach(name -> stuck.add(domain(name)));
        assertThat(stuck).hasToString(domain("a") + ", " + domain("b") + ", " + domain("c") + " and 2 more");
    }

    @Test
    void aRestartedDomainIsNotStuck() {
        StuckDomains stuck = new StuckDomains(new QemuProcesses(proc));
        stuck.add(domain("a"));
        assertThat(stuck.contains(uuid("a"), 1)).isTrue();
        assertThat(List.of(stuck.contains(uuid("a"), 2), stuck.contains(uuid("b"), 1)))
                .containsOnly(false);
    }

    private static RunningDomain domain(String name) {
        return new RunningDomain(uuid(name), 1, name);
    }

    private static String uuid(String name) {
        return "00000000-0000-0000-0000-00000000000" + name;
    }
}
