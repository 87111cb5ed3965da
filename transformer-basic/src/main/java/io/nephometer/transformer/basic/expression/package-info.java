/** The expression language for the parameters {@code scale} and {@code expr}: Python expressions without function calls. */
package io.nephometer.transformer.basic.expression;
