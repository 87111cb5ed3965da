/**
 * The expression language for the {@code scale} and {@code expr} parameters: Python expressions without function calls.
 */
package io.nephometer.transformer.basic.expression;
