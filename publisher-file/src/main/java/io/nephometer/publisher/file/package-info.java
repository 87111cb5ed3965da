/** A publisher that appends samples to a file of this host. */
package io.nephometer.publisher.file;
