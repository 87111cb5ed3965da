/** Tests that compare the documentation with the code. */
package io.nephometer.docs;
