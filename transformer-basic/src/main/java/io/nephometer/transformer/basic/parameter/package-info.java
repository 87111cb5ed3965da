/** Reads the parameters of a transformer, and reports where a mistake is. */
package io.nephometer.transformer.basic.parameter;
