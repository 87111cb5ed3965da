/** Code shared by formats that write JSON: values and a truncatable buffer. The bundles of other formats contain a copy. */
package io.nephometer.format.json.value;
