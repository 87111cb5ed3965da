/**
 * Text for and from operators: tables, printable text, root causes, suggestions, and the files that operators write.
 */
package io.nephometer.text;
