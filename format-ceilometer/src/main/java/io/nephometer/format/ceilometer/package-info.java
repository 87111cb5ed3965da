/** The {@code ceilometer} format, which encodes samples as signed Ceilometer metering messages. */
package io.nephometer.format.ceilometer;
