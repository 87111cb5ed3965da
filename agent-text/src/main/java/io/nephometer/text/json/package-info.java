/** Values as JSON for people and scripts; needs jackson-core. */
package io.nephometer.text.json;
