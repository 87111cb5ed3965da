/**
 * Converts a single sample: maps the name, unit and type of the sample's meter, and scales and caps the sample's
 * volume.
 */
package io.nephometer.transformer.basic.mapping;
