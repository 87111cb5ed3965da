/** The files of a spool and the directory that they are in. */
package io.nephometer.agent.core.spool.file;
