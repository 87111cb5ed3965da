/**
 * Utilities for text that operators read or write: tables, printable text, root causes, suggestions, and setting files.
 */
package io.nephometer.text;
