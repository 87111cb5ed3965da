/** The files of a spool and the directory that contains them. */
package io.nephometer.agent.core.spool.file;
