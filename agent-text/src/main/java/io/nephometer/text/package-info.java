/** Text for operators and from them: tables, printable texts, suggestions, and the files that operators write. */
package io.nephometer.text;
