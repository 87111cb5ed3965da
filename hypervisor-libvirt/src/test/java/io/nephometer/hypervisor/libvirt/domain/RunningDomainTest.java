package io.nephometer.hypervisor.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningDomainTest {

    @Test
    void aNameCannotBreakALine() {
        assertThat(new RunningDomain("u", 1, "evil\n\u001b[31m name")).hasToString("evil?[31m?name (u)");
    }
}
