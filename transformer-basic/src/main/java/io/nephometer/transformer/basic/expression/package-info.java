/** The language of {@code scale} and {@code expr}: Python's expressions, without its functions. */
package io.nephometer.transformer.basic.expression;
