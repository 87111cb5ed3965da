/**
 * A truncatable buffer and classes for writing JSON values. The bundles of other JSON-based formats contain a copy of
 * this package.
 */
package io.nephometer.format.json.value;
