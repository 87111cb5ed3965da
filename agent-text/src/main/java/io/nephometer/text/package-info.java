/** Text for operators and from them: suggestions for mistyped words, and the files that they write. */
package io.nephometer.text;
