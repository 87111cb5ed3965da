/** Ceilometer's six transformers. */
package io.nephometer.transformer.basic;
