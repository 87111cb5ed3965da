/** Regular expressions and replacements in Python's syntax, run by Java's engine. */
package io.nephometer.transformer.basic.pattern;
