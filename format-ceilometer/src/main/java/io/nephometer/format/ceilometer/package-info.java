/** The format {@code ceilometer}: lists of Ceilometer's metering messages, signed with its secret. */
package io.nephometer.format.ceilometer;
