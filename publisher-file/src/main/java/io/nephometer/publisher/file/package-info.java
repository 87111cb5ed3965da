/** A publisher that appends samples to a file on this host. */
package io.nephometer.publisher.file;
