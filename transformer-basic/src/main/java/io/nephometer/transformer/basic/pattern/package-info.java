/** Regular expressions and replacements in Python syntax, executed by Java's regular expression engine. */
package io.nephometer.transformer.basic.pattern;
