/** What formats that write JSON have in common: values, and a buffer that can be truncated. Other formats' bundles copy it. */
package io.nephometer.format.json.value;
