/**
 * Classes for writing JSON values, and a truncatable buffer. The bundles of other formats that write JSON contain a
 * copy of this package.
 */
package io.nephometer.format.json.value;
