/** The soak: random faults, and no sample is lost without a report. */
package io.nephometer.it.soak;
