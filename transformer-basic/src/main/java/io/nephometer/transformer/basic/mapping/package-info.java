/** Converts one sample: maps name, unit and type of its meter, scales and caps its volume. */
package io.nephometer.transformer.basic.mapping;
