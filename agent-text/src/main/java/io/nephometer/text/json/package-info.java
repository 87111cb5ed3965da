/** Writes values as JSON for people and scripts; requires jackson-core. */
package io.nephometer.text.json;
