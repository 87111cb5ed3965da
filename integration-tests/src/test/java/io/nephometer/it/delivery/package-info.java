/** Suites about the way of samples to a broker. */
package io.nephometer.it.delivery;
