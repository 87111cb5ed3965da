/**
 * Text to and from operators: tables, printable texts, root causes, suggestions, and the files that operators write.
 */
package io.nephometer.text;
