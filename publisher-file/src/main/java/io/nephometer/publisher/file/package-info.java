/** The way out into a file on this host. */
package io.nephometer.publisher.file;
