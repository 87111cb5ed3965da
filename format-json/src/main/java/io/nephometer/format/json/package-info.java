/** The formats {@code json}, documents for the samples of a turn, and {@code jsonl}, a line for each sample. */
package io.nephometer.format.json;
