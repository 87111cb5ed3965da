package io.nephometer.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExceptionSummaryTest {

    @Test
    void ofABundleThatDoesNotResolveItIsThePackage() {
        assertThat(ExceptionSummary.of(
                        new IllegalStateException("Unable to resolve io.x [12](R 12.0): missing requirement [io.x"
                                + " [12](R 12.0)] osgi.wiring.package; (&(osgi.wiring.package=org.a.b)(version>=1.2.0)"
                                + "(!(version>=2.0.0))) Unresolved requirements: [[io.x [12](R 12.0)] osgi.wiring.package;"
                                + " (osgi.wiring.package=other)]")))
                .isEqualTo("io.x needs the package org.a.b 1.2.0, which no bundle exports");
    }

    @Test
    void ofAChainOfBundlesItIsThePackageThatTheLastLacks() {
        assertThat(ExceptionSummary.of(
                        new IllegalStateException("Unable to resolve io.x [12](R 12.0): missing requirement [io.x"
                                + " [12](R 12.0)] osgi.wiring.package; (osgi.wiring.package=io.y) [caused by: Unable to"
                                + " resolve io.y [13](R 13.1): missing requirement [io.y [13](R 13.1)] osgi.wiring.package;"
                                + " (osgi.wiring.package=io.z)] Unresolved requirements: []")))
                .isEqualTo("io.y needs the package io.z, which no bundle exports");
    }

    @Test
    void ofAnotherRequirementItIsItsFilter() {
        assertThat(
                        ExceptionSummary.of(
                                new IllegalStateException(
                                        "Unable to resolve io.x [1](R 1.0): missing requirement [io.x"
                                                + " [1](R 1.0)] osgi.ee; (&(osgi.ee=JavaSE)(version=99)) Unresolved requirements: [x]")))
                .isEqualTo("io.x needs osgi.ee (&(osgi.ee=JavaSE)(version=99))");
    }

    @Test
    void ofANestOfExceptionsItIsTheInnermost() {
        assertThat(ExceptionSummary.of(new RuntimeException("a", new RuntimeException("b"))))
                .isEqualTo("b");
    }

    @Test
    void ofOneWithoutAMessageItIsItsName() {
        assertThat(ExceptionSummary.of(new NullPointerException())).isEqualTo("NullPointerException");
        assertThat(ExceptionSummary.of(new UnsatisfiedLinkError("libvirt.so")))
                .isEqualTo("UnsatisfiedLinkError libvirt.so");
    }
}
