/**
 * A test kit for pollsters: a {@link io.nephometer.testkit.FakeHypervisor} that answers from
 * {@link io.nephometer.testkit.Recording recordings}, and {@link io.nephometer.testkit.Turns}, which returns the
 * samples as text. It needs agent-api but no test framework.
 */
package io.nephometer.testkit;
