/** Writes values as JSON for people and scripts. This package requires jackson-core. */
package io.nephometer.text.json;
