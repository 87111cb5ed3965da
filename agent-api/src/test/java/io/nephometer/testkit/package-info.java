/**
 * What a pollster is tested with: a {@link io.nephometer.testkit.FakeHypervisor} that answers from {@link
 * io.nephometer.testkit.Recording recordings}, and {@link io.nephometer.testkit.Turns} with the samples as text. It needs
 * agent-api and no test framework.
 */
package io.nephometer.testkit;
