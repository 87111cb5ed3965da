/** Text for operators and from them: tables, printable texts, root causes, suggestions, and the files that operators write. */
package io.nephometer.text;
