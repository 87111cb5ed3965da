/**
 * The {@code json} format, which encodes a turn's samples as documents, and the {@code jsonl} format, which encodes
 * each sample as a line.
 */
package io.nephometer.format.json;
