/** Tests that read the sources of all modules. */
package io.nephometer.source;
