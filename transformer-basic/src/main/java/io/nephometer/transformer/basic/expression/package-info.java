/** The language of the parameters {@code scale} and {@code expr}: Python's expressions without function calls. */
package io.nephometer.transformer.basic.expression;
