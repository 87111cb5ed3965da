/** Suites about guests and what is read of them. */
package io.nephometer.it.guests;
