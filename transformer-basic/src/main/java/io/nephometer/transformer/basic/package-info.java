/** The six transformers of Ceilometer. */
package io.nephometer.transformer.basic;
