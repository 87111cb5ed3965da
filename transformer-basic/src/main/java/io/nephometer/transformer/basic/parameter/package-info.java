/** Reads the parameters of a transformer and reports the positions of mistakes. */
package io.nephometer.transformer.basic.parameter;
